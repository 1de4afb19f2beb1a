using System.Text;
using System.Text.RegularExpressions;
using ChatRoom.CommandLine;
using ChatRoom.CommandLine.Parsing;

namespace ChatRoom.Tests.CommandLine.Parsing;

/// <summary>The part of docs/REFERENCE.md that is made from the definitions: a chapter for each verb.</summary>
internal static partial class Reference
{
    public static string OfVerbs()
    {
        var text = new StringBuilder("\n## Verbs\n\n| verb | |\n| --- | --- |\n");
        foreach (var verb in VerbTable.All)
        {
            text.Append($"| [{verb.Name}](#chatroom-{verb.Name}) | {Cell(verb.Description)} |\n");
        }

        foreach (var verb in VerbTable.All)
        {
            AddVerb(text, verb);
        }

        return text.Append('\n').ToString();
    }

    private static void AddVerb(StringBuilder text, Verb verb)
    {
        var definition = verb.Define();
        text.Append($"\n### chatroom {verb.Name}\n\n{verb.Description}\n\n```\n{Usage(verb, definition)}\n```\n");
        foreach (var argument in definition.Arguments)
        {
            text.Append($"\n`{argument.Name}`: {argument.Description}\n");
        }

        if (definition.Options.Count > 0)
        {
            text.Append("\n| option | variable | default | |\n| --- | --- | --- | --- |\n");
            definition.Options.ForEach(option => text.Append(Row(option)));
        }

        if (definition.ExtendedHelpText is { } more)
        {
            text.Append($"\n{more}\n");
        }
    }

    private static string Usage(Verb verb, CommandDefinition definition) => string.Join(
        ' ',
        [
            $"chatroom {verb.Name} [options]",
            .. definition.Arguments.Select(argument => argument.Name),
            .. definition.AllowArgumentSeparator ? ["[-- WORD...]"] : Array.Empty<string>(),
        ]);

    private static string Row(DefinedOption option)
    {
        var parts = Description().Match(option.Description);
        var shortName = option.ShortName is null ? "" : $"`-{option.ShortName}`, ";
        var value = option.ValueName is null ? "" : $" {option.ValueName}";
        return $"| {shortName}{Code($"--{option.LongName}{value}")} | {Code(parts.Groups["variable"].Value)} "
            + $"| {Code(parts.Groups["default"].Value)} | {Cell(parts.Groups["meaning"].Value)} |\n";
    }

    private static string Code(string text) => text.Length == 0 ? "" : $"`{Cell(text)}`";

    /// <summary>A text as it stands in a table.</summary>
    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    /// <summary>Such as <c>The server's port. [CHATROOM_PORT; 5500]</c>.</summary>
    [GeneratedRegex(@"^(?<meaning>.*?)( \[(?<variable>CHATROOM_[A-Z_]+)?(; )?(?<default>[^\]]*)\])?$")]
    private static partial Regex Description();
}
