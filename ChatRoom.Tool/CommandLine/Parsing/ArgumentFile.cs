using System.Text;
using ChatRoom.CommandLine.Paths;
using ChatRoom.Files;
using McMaster.Extensions.CommandLineUtils;

namespace ChatRoom.CommandLine.Parsing;

/// <summary>
/// Puts the lines of a file where <c>@FILE</c> stands among a verb's arguments: a line is an argument, as it
/// is; empty lines and those that begin with <c>#</c> are none. The value of an option is never a file, nor is
/// what stands behind <c>--</c> or, where a verb takes any number of words, behind the first of them.
/// </summary>
internal sealed class ArgumentFile
{
    /// <summary>Bytes that are no text would become other arguments.</summary>
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly CommandLineApplication _command;
    private readonly bool _takesText;
    private readonly List<string> _taken = [];
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
                file.Take(argument);
            }
            else if (!file.TryTakeLines(argument, out whyNot))
            {
                break;
            }
        }

        expanded = [.. file._taken];
        return whyNot.Length == 0;
    }

    private bool TryTakeLines(string argument, out string whyNot)
    {
        try
        {
            if (!NamedPath.TryResolve(argument[1..], out var path, out var whatToDo))
            {
                whyNot = $"'{argument}' stands for arguments in a file, which has no path: {whatToDo}";
                return false;
            }

            foreach (var line in File.ReadLines(path, Strict).Where(line => line.Length > 0 && line[0] != '#'))
            {
                Take(line);
            }

            whyNot = "";
        }
        catch (Exception missing) when (FileFailure.IsExpectedOfNamed(missing))
        {
            whyNot = $"'{argument}' stands for arguments in a file, which cannot be read: {FileFailure.Reason(missing)}"
                + (_takesText ? "; put -- in front of text" : "");
        }

        return whyNot.Length == 0;
    }

    private void Take(string argument)
    {
        _taken.Add(argument);
        var isOption = argument.Length > 1 && argument[0] == '-';
        _textFollows |= !_valueFollows && (argument == "--" || (_takesText && !isOption));
        _valueFollows = !_valueFollows && !_textFollows && isOption && LacksValue(argument);
    }

    /// <summary>True for an option that takes the argument behind it as its value.</summary>
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

        // In a cluster such as -vp the first that takes a value takes the rest of the cluster, if there is one.
        var letters = option[1..].ToList();
        var first = letters.FindIndex(letter => _command.Options.Exists(known => known.ShortName == $"{letter}" && TakesValue(known)));
        return first == letters.Count - 1;
    }

    private static bool TakesValue(CommandOption option) => option.OptionType is CommandOptionType.SingleValue or CommandOptionType.MultipleValue;
}
