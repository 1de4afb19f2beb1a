using McMaster.Extensions.CommandLineUtils;

namespace ChatRoom.CommandLine.Completion;

/// <summary>An option for a shell's completion. No choices: its value may be anything.</summary>
internal sealed record CompletedOption(
    string? ShortName, string LongName, string Description, bool TakesValue, bool IsRepeatable, IReadOnlyList<string> Choices)
{
    /// <summary>The option's short and long name, as they are typed.</summary>
    public IEnumerable<string> Names => ShortName is null ? [$"--{LongName}"] : [$"-{ShortName}", $"--{LongName}"];

    public static CompletedOption Of(CommandOption option) => new(
        string.IsNullOrEmpty(option.ShortName) ? null : option.ShortName,
        option.LongName,
        option.Description,
        option.OptionType != CommandOptionType.NoValue,
        option.OptionType == CommandOptionType.MultipleValue,
        CompletedVerb.Choices(option.ValueName));
}
