using System.Text;
using ChatRoom.CommandLine.Paths;
using ChatRoom.Files;
using McMaster.Extensions.CommandLineUtils;

namespace ChatRoom.CommandLine.Parsing;

/// <summary>
/// Replaces <c>@FILE</c> among a verb's arguments with the lines of that file. Each line is one argument, without quoting. Empty
/// lines and lines that begin with <c>#</c> are skipped. These are never read as a file: an option's value, all after
/// <c>--</c>, and, if a verb takes any number of words, all after the first word.
/// </summary>
internal sealed class ArgumentFile
{
    /// <summary>Rejects bytes that are not UTF-8, which would otherwise become a different argument.</summary>
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly CommandLineApplication _command;
    private readonly bool _takesText;
    private readonly List<string> _expanded = [];
    private bool _valueFollows;
    private bool _textFollows;

    private ArgumentFile(CommandLineApplication command)
    {
        _command = command;
        _takesText = command.Arguments.Exists(argument => argument.MultipleValues);
    }

    public static bool TryExpand(CommandLineApplication command, string[] arguments, out string[] expanded, out string whyNot)
    {
        var file = new ArgumentFile(command);
        whyNot = "";
        foreach (var argument in arguments)
        {
            if (file._valueFollows || file._textFollows || !argument.StartsWith('@'))
            {
                file.Add(argument);
            }
            else if (!file.TryAddLines(argument, out whyNot))
            {
                break;
            }
        }

        expanded = [.. file._expanded];
        return whyNot.Length == 0;
    }

    private bool TryAddLines(string argument, out string whyNot)
    {
        try
        {
            if (!NamedPath.TryResolve(argument[1..], out var path, out var whatToDo))
            {
                whyNot = $"'{argument}' means a file of arguments, and is not a path: {whatToDo}";
                return false;
            }

            foreach (var line in File.ReadLines(path, Strict).Where(line => line.Length > 0 && line[0] != '#'))
            {
                Add(line);
            }

            whyNot = "";
        }
        catch (Exception missing) when (FileFailure.IsExpectedForNamedFile(missing))
        {
            whyNot = $"'{argument}' means a file of arguments, which cannot be read: {FileFailure.Reason(missing)}"
                + (_takesText ? "; put -- before text" : "");
        }

        return whyNot.Length == 0;
    }

    private void Add(string argument)
    {
        _expanded.Add(argument);
        var isOption = argument.Length > 1 && argument[0] == '-';
        _textFollows |= !_valueFollows && (argument == "--" || (_takesText && !isOption));
        _valueFollows = !_valueFollows && !_textFollows && isOption && LacksValue(argument);
    }

    /// <summary>True for an option whose value is the next argument.</summary>
    private bool LacksValue(string option)
    {
        if (option.AsSpan().ContainsAny('=', ':'))
        {
            return false;
        }

        if (option.StartsWith("--", StringComparison.Ordinal))
        {
            return _command.Options.Exists(known => known.LongName == option[2..] && TakesValue(known));
        }

        // In a cluster such as -vp, the first option that takes a value takes the rest of the cluster, if there is any.
        var letters = option[1..].ToList();
        var first = letters.FindIndex(letter => _command.Options.Exists(known => known.ShortName == $"{letter}" && TakesValue(known)));
        return first == letters.Count - 1;
    }

    private static bool TakesValue(CommandOption option) => option.OptionType is CommandOptionType.SingleValue or CommandOptionType.MultipleValue;
}
