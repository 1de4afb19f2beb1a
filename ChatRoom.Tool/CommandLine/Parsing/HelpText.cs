using McMaster.Extensions.CommandLineUtils;
using McMaster.Extensions.CommandLineUtils.HelpText;

namespace ChatRoom.CommandLine.Parsing;

/// <summary>Writes help from a verb's definition, at most 80 columns wide.</summary>
internal sealed class HelpText : IHelpTextGenerator
{
    public const string HelpDescription = "Show this help.";

    private const int Width = 80;

    public void Generate(CommandLineApplication application, TextWriter output)
    {
        Wrap(output, application.Description, 0);
        output.Write("\n");
        Wrap(output, $"Usage: {string.Join(' ', Usage(application))}", 0);
        var arguments = application.Arguments.ConvertAll(argument => new Row(argument.Name, argument.Description));
        var options = application.Options.ConvertAll(option => new Row(Template(option), option.Description));
        var commands = application.Commands.ConvertAll(command => new Row(command.Name, command.Description));
        Row[] all = [.. arguments, .. options, .. commands];
        var indent = 4 + all.Max(row => row.Name.Length);
        Table(output, "Arguments", arguments, indent);
        Table(output, "Options", options, indent);
        Table(output, "Commands", commands, indent);
        if (application.ExtendedHelpText is { } more)
        {
            output.Write("\n");
            Wrap(output, more, 0);
        }
    }

    private static IEnumerable<string> Usage(CommandLineApplication application)
    {
        yield return application.Name;
        yield return "[options]";
        foreach (var argument in application.Arguments)
        {
            yield return argument.Name;
        }

        if (application.Commands.Count > 0)
        {
            yield return "[command]";
        }

        if (application.AllowArgumentSeparator)
        {
            yield return "[-- WORD...]";
        }
    }

    private static string Template(CommandOption option)
    {
        var names = string.IsNullOrEmpty(option.ShortName) ? $"--{option.LongName}" : $"-{option.ShortName}|--{option.LongName}";
        return option.OptionType == CommandOptionType.NoValue ? names : $"{names} <{option.ValueName}>";
    }

    private static void Table(TextWriter output, string title, List<Row> rows, int indent)
    {
        if (rows.Count == 0)
        {
            return;
        }

        output.Write($"\n{title}:\n");
        foreach (var (name, description) in rows)
        {
            output.Write($"  {name}".PadRight(indent));
            Wrap(output, description, indent);
        }
    }

    /// <summary>Writes a text in lines that all begin at the same column. The caller has moved to that column already.</summary>
    private static void Wrap(TextWriter output, string text, int indent)
    {
        var column = indent;
        foreach (var word in text.Split(' '))
        {
            if (column > indent && column + 1 + word.Length > Width)
            {
                output.Write("\n" + new string(' ', indent));
                column = indent;
            }

            var separated = column > indent ? $" {word}" : word;
            output.Write(separated);
            column += separated.Length;
        }

        output.Write("\n");
    }

    private sealed record Row(string Name, string Description);
}
