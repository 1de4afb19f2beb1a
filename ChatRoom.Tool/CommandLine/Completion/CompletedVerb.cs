using ChatRoom.CommandLine.Parsing;
using McMaster.Extensions.CommandLineUtils;

namespace ChatRoom.CommandLine.Completion;

/// <summary>A verb as a shell completes it. The words are those that its first argument may be.</summary>
internal sealed record CompletedVerb(
    string Name, string Description, IReadOnlyList<CompletedOption> Options, IReadOnlyList<string> Words)
{
    /// <summary>What may stand in place of a verb.</summary>
    public static readonly IReadOnlyList<string> InPlaceOfAVerb = ["--help", "--version"];

    public IEnumerable<CompletedOption> WithValue => Options.Where(option => option.TakesValue);

    /// <summary>All that may stand where no value must: its words, then its options.</summary>
    public IEnumerable<string> Offered => [.. Words, .. Options.SelectMany(option => option.Names)];

    public static CompletedVerb Of(Verb verb, IConsole console)
    {
        using var command = FullParser.Build(verb, console);
        return new CompletedVerb(
            verb.Name,
            verb.Description,
            [.. command.Options.Select(CompletedOption.Of)],
            Choices(command.Arguments.FirstOrDefault()?.Name));
    }

    /// <summary>What can be chosen where help says <c>line|typed</c>; nothing where it says <c>PORT</c>.</summary>
    public static string[] Choices(string? name) => name?.Contains('|') == true ? name.Split('|') : [];
}
