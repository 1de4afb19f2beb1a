namespace ChatRoom.CommandLine.Parsing;

/// <summary>
/// Reads arguments with one possible meaning: <c>--long VALUE</c>, <c>--long=VALUE</c>, <c>-s VALUE</c>, switches, words, and
/// <c>--</c>. The full parser takes half as long to start as an empty program, so it is used only if this gives up.
/// </summary>
internal static class PlainArguments
{
    /// <summary>Fills in the given values. False if the arguments need the full parser; the definition must then be made again.</summary>
    public static bool TryRead(ReadOnlySpan<string> arguments, CommandDefinition command)
    {
        while (arguments.Length > 0)
        {
            var argument = arguments[0];
            arguments = arguments[1..];
            if (argument == "--")
            {
                command.RemainingArguments.AddRange(arguments);
                return command.AllowArgumentSeparator;
            }

            if (IsWord(argument) ? !TryTakeWord(argument, command) : !TryTakeOption(argument, ref arguments, command))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether it is neither an option nor a file of arguments.</summary>
    private static bool IsWord(string argument) => argument is "-" or [not ('-' or '@'), ..];

    private static bool TryTakeWord(string word, CommandDefinition command)
    {
        foreach (var argument in command.Arguments)
        {
            if (argument.MultipleValues || argument.Value is null)
            {
                argument.Values.Add(word);
                return true;
            }
        }

        return false;
    }

    private static bool TryTakeOption(string argument, ref ReadOnlySpan<string> rest, CommandDefinition command)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        if (Find(equals < 0 ? argument : argument[..equals], command) is not { } option || (option.IsGiven && !option.IsRepeatable))
        {
            return false;
        }

        if (option.ValueName is null)
        {
            option.Give(null);
            return equals < 0;
        }

        if (equals < 0 && rest.IsEmpty)
        {
            return false;
        }

        var value = equals < 0 ? rest[0] : argument[(equals + 1)..];
        rest = rest[(equals < 0 ? 1 : 0)..];
        option.Give(value);
        return IsWord(value);
    }

    private static DefinedOption? Find(string name, CommandDefinition command)
    {
        foreach (var option in command.Options)
        {
            if (name is ['-', '-', .. var longName] ? longName == option.LongName : name is ['-', .. var shortName] && shortName == option.ShortName)
            {
                return option;
            }
        }

        return null;
    }
}
