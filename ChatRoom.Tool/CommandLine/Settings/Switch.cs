using ChatRoom.CommandLine.Parsing;

namespace ChatRoom.CommandLine.Settings;

/// <summary>An option without a value, which can also be set by an environment variable.</summary>
internal sealed class Switch
{
    private readonly DefinedOption _option;
    private readonly string _variable;

    private Switch(DefinedOption option, string variable)
    {
        _option = option;
        _variable = variable;
    }

    public static Switch Add(CommandDefinition command, string template, string variable, string help) =>
        new(command.Option(template, help + " [" + variable + "]"), variable);

    /// <summary>For a verb that sends: the user states that the server is a tutorial server, which acknowledges nothing.</summary>
    public static Switch AddTutorial(CommandDefinition command) => Add(
        command, "--tutorial", "CHATROOM_TUTORIAL", "Join a tutorial server: send the name alone, and expect no acknowledgements.");

    /// <summary>True if it is on the command line.</summary>
    public bool IsOnCommandLine => _option.IsGiven;

    /// <summary>The source that turned it on, for a message: the option or the variable.</summary>
    public string Origin => _option.IsGiven ? "--" + _option.LongName : _variable;

    /// <summary>Reads whether it is on. False, with a sentence, if the variable's value means neither.</summary>
    public bool TryRead(out bool on, out string whyNot)
    {
        var set = Environment.GetEnvironmentVariable(_variable);
        (on, whyNot) = (_option.IsGiven, "");
        if (on || string.IsNullOrEmpty(set))
        {
            return true;
        }

        on = Is(set, "1", "true", "yes");
        whyNot = $"'{set}' is not a value for {_variable}; give 1, true or yes, or 0, false or no";
        return on || Is(set, "0", "false", "no");
    }

    private static bool Is(string set, params string[] words) => Array.Exists(words, word => word.Equals(set, StringComparison.OrdinalIgnoreCase));
}
