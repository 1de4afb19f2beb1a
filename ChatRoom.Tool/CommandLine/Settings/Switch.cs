using ChatRoom.CommandLine.Parsing;

namespace ChatRoom.CommandLine.Settings;

/// <summary>A flag that takes no value, and that an environment variable can set as well.</summary>
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

    /// <summary>The user's word for a server that acknowledges nothing, for a verb that says something.</summary>
    public static Switch AddTutorial(CommandDefinition command) => Add(
        command, "--tutorial", "CHATROOM_TUTORIAL", "The server is of the tutorial's kind: give it a bare name, and make do without acknowledgements.");

    /// <summary>True where it stands on the command line.</summary>
    public bool IsFlag => _option.IsGiven;

    /// <summary>What a sentence calls the place that turned it on: the flag, or the variable.</summary>
    public string Origin => _option.IsGiven ? "--" + _option.LongName : _variable;

    /// <summary>Reads whether it is on; false, and a sentence, where the variable has a value that says neither.</summary>
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
