using System.Globalization;
using ChatRoom.CommandLine.Definition;
using ChatRoom.Protocol;

namespace ChatRoom.CommandLine.Settings;

/// <summary>An option that an environment variable can stand for; the flag wins over the variable.</summary>
internal sealed class Setting
{
    private const string Off = "off";

    private readonly DefinedOption _option;
    private readonly string _variable;
    private readonly string? _default;

    private Setting(DefinedOption option, string variable, string? fallback)
    {
        _option = option;
        _variable = variable;
        _default = fallback;
    }

    /// <summary>The value that stands on the command line.</summary>
    public string? Flag => _option.Value;

    /// <summary>The value that its variable has; one that is empty counts as not set.</summary>
    public string? Variable => Environment.GetEnvironmentVariable(_variable) is { Length: > 0 } set ? set : null;

    /// <summary>The value as it was given, or the default; null where there is neither.</summary>
    public string? Value => ValueBetween(null, null);

    public static Setting Add(CommandDefinition command, string template, string variable, string? fallback, string help)
    {
        // Joined, as a string that is interpolated takes more of the runtime to start.
        var shown = fallback is null ? variable : variable + "; " + fallback;
        return new Setting(command.Option(template, help + " [" + shown + "]"), variable, fallback);
    }

    public static Setting AddPort(CommandDefinition command, string help) =>
        Add(command, "-p|--port <PORT>", "CHATROOM_PORT", Port.Default, help);

    /// <summary>The value, where something else may have given it: as strongly as an argument, or weaker than the variable.</summary>
    public string? ValueBetween(string? argument, string? weaker) => Flag ?? argument ?? Variable ?? weaker ?? _default;

    /// <summary>Reads a port from <paramref name="least"/> up; false, and a sentence, where it is none.</summary>
    public bool TryReadPort(int least, out int port, out string whyNot) => Port.TryParse(Value, least, out port, out whyNot);

    /// <summary>Reads a whole number within bounds; false, and a sentence, where it is none.</summary>
    public bool TryReadNumber(int least, int most, out int number, out string whyNot)
    {
        whyNot = $"'{Value}' is not a number for --{_option.LongName}; give one from {least} to {most}";
        return int.TryParse(Value, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;
    }

    /// <summary>Reads a whole number up to <paramref name="most"/>, or 0 where it is <c>off</c>; false, and a sentence, where it is neither.</summary>
    public bool TryReadNumberOrOff(int most, out int number, out string whyNot)
    {
        number = 0;
        if (Value == Off)
        {
            whyNot = "";
            return true;
        }

        whyNot = $"'{Value}' is not a number for --{_option.LongName}; give one from 1 to {most}, or {Off}";
        return int.TryParse(Value, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;
    }

    /// <summary>Reads a time, or null where it is <c>off</c> or 0; false, and a sentence, where it is neither.</summary>
    public bool TryReadDurationOrOff(out TimeSpan? duration, out string whyNot)
    {
        (duration, whyNot) = (null, "");
        if (Value is Off or "0")
        {
            return true;
        }

        whyNot = $"'{Value}' is not a time for --{_option.LongName}; {Duration.Rules}; or {Off}";
        var fits = Duration.TryParse(Value, out var given);
        duration = given;
        return fits;
    }

    /// <summary>Reads a size in bytes, such as 64MiB; false, and a sentence, where it is none from <paramref name="least"/> up.</summary>
    public bool TryReadSize(long least, out long bytes, out string whyNot)
    {
        whyNot = $"'{Value}' is not a size; give a number of KiB, MiB or GiB such as 64MiB, from {least >> 10}KiB to 64GiB";
        bytes = 0;
        var text = Value!.AsSpan();
        var shift = text.EndsWith("KiB") ? 10 : text.EndsWith("MiB") ? 20 : text.EndsWith("GiB") ? 30 : 0;
        if (shift == 0 || !long.TryParse(text[..^3], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 64L << 20)
        {
            return false;
        }

        bytes = number << shift;
        return bytes >= least && bytes <= 64L << 30;
    }

    /// <summary>Reads a time; null where none was given.</summary>
    public bool TryReadOptionalDuration(out TimeSpan? duration, out string whyNot)
    {
        duration = null;
        if (Value is null)
        {
            whyNot = "";
            return true;
        }

        var fits = TryReadDuration(out var given, out whyNot);
        duration = given;
        return fits;
    }

    /// <summary>Reads how old something may be, such as 90d; null where nothing was given.</summary>
    public bool TryReadOptionalAge(out TimeSpan? age, out string whyNot)
    {
        (age, whyNot) = (null, $"'{Value}' is not a time; {Duration.AgeRules}");
        if (Value is null)
        {
            return true;
        }

        var fits = Duration.TryParseAge(Value, out var given);
        age = given;
        return fits;
    }

    /// <summary>Reads a time, such as 30s; false, and a sentence, where it is none.</summary>
    public bool TryReadDuration(out TimeSpan duration, out string whyNot)
    {
        whyNot = $"'{Value}' is not a time; {Duration.Rules}";
        return Duration.TryParse(Value, out duration);
    }
}
