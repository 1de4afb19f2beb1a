using McMaster.Extensions.CommandLineUtils;

namespace ChatRoom.CommandLine;

/// <summary>A flag that takes no value, and that an environment variable can set as well.</summary>
internal sealed class Switch
{
    private readonly CommandOption _option;
    private readonly string _variable;

    private Switch(CommandOption option, string variable)
    {
        _option = option;
        _variable = variable;
    }

    public static Switch Add(CommandLineApplication command, string template, string variable, string help)
    {
        var option = command.Option(template, $"{help} [{variable}]", CommandOptionType.NoValue);

        // The parser of templates takes letters alone for short names, the one of arguments any character.
        if (template[0] == '-' && template[1] != '-')
        {
            option.ShortName = template[1..2];
        }

        return new Switch(option, variable);
    }

    /// <summary>Reads whether it is on; false, and a sentence, where the variable has a value that says neither.</summary>
    public bool TryRead(out bool on, out string whyNot)
    {
        var set = Environment.GetEnvironmentVariable(_variable);
        whyNot = $"'{set}' is not a value for {_variable}; give 1, true or yes, or 0, false or no";
        on = _option.HasValue() || Is(set, "1", "true", "yes");
        return on || string.IsNullOrEmpty(set) || Is(set, "0", "false", "no");
    }

    private static bool Is(string? set, params string[] words) => words.Contains(set, StringComparer.OrdinalIgnoreCase);
}
