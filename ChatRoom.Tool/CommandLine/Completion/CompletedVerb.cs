using ChatRoom.CommandLine.Parsing;
using McMaster.Extensions.CommandLineUtils;

namespace ChatRoom.CommandLine.Completion;

/// <summary>A verb for a shell's completion. The words are the possible values of its first argument.</summary>
internal sealed record CompletedVerb(
    string Name, string Description, IReadOnlyList<CompletedOption> Options, IReadOnlyList<string> Words)
{
    /// <summary>The options that may stand in place of a verb.</summary>
    public static readonly IReadOnlyList<string> InPlaceOfAVerb = ["--help", "--version"];

    public IEnumerable<CompletedOption> WithValue => Options.Where(option => option.TakesValue);

    /// <summary>All completions of an argument that is not an option's value: words, then options.</summary>
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

    /// <summary>The choices of a value that help writes as <c>line|typed</c> or <c>status</c>; none for one such as <c>PORT</c>.</summary>
    public static string[] Choices(string? name) => name is [>= 'a' and <= 'z', ..] ? name.Split('|') : [];
}
