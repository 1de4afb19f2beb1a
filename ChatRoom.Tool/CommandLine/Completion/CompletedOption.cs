using McMaster.Extensions.CommandLineUtils;

namespace ChatRoom.CommandLine.Completion;

/// <summary>An option as a shell completes it. There are no choices where its value may be anything.</summary>
internal sealed record CompletedOption(
    string? ShortName, string LongName, string Description, bool TakesValue, IReadOnlyList<string> Choices)
{
    /// <summary>The option as it is typed, in each of its ways.</summary>
    public IEnumerable<string> Names => ShortName is null ? [$"--{LongName}"] : [$"-{ShortName}", $"--{LongName}"];

    public static CompletedOption Of(CommandOption option) => new(
        string.IsNullOrEmpty(option.ShortName) ? null : option.ShortName,
        option.LongName,
        option.Description,
        option.OptionType != CommandOptionType.NoValue,
        CompletedVerb.Choices(option.ValueName));
}
