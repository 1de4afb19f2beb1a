using System.Globalization;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Paths;
using ChatRoom.Protocol.Text;

namespace ChatRoom.CommandLine.Settings;

/// <summary>An option that an environment variable can stand for; the flag wins over the variable.</summary>
internal sealed class Setting
{
    private const string Off = "off";

    private readonly DefinedOption _option;
    private readonly string _variable;
    private readonly string? _default;
    private readonly Predicate<string>? _isForeign;

    private Setting(DefinedOption option, string variable, string? fallback, Predicate<string>? isForeign)
    {
        _option = option;
        _variable = variable;
        _default = fallback;
        _isForeign = isForeign;
    }

    /// <summary>The value that stands on the command line.</summary>
    public string? Flag => _option.Value;

    /// <summary>The value that its variable has; one that is empty, or set by another system for its own purposes, counts as not set.</summary>
    public string? Variable => Environment.GetEnvironmentVariable(_variable) is { Length: > 0 } set && _isForeign?.Invoke(set) != true ? set : null;

    /// <summary>What a sentence calls the place that the value came from: the option, or the variable.</summary>
    public string Origin => Flag is null && Variable is not null ? _variable : "--" + _option.LongName;

    /// <summary>The value as it was given, or the default; null where there is neither.</summary>
    public string? Value => ValueBetween(null, null);

    public static Setting Add(CommandDefinition command, string template, string variable, string? fallback, string help) =>
        Add(command, template, variable, fallback, help, isForeign: null);

    public static Setting AddPort(CommandDefinition command, string help) =>
        Add(command, "-p|--port <PORT>", "CHATROOM_PORT", Port.Default, help, Port.IsServiceLink);

    /// <summary>The value, where something else may have given it: as strongly as an argument, or weaker than the variable.</summary>
    public string? ValueBetween(string? argument, string? weaker) => Flag ?? argument ?? Variable ?? weaker ?? _default;

    /// <summary>A sentence about a value that is no <paramref name="what"/>: it names the option or the variable that the value came from.</summary>
    /// <param name="what">Such as <c>a time</c>.</param>
    /// <param name="whatToDo">What to give instead.</param>
    public string Mistake(string what, string whatToDo) => $"'{Value}' is not {what} for {Origin}; {whatToDo}";

    /// <summary>Reads a port from <paramref name="least"/> up, which something else may have given as well; false, and a sentence, where it is none.</summary>
    public bool TryReadPort(int least, string? argument, string? weaker, out int port, out string whyNot)
    {
        var fits = Port.TryParse(ValueBetween(argument, weaker), least, out port);
        whyNot = fits ? "" : Mistake("a port", Port.Rules(least));
        return fits;
    }

    /// <summary>Reads a port from <paramref name="least"/> up; false, and a sentence, where it is none.</summary>
    public bool TryReadPort(int least, out int port, out string whyNot) => TryReadPort(least, null, null, out port, out whyNot);

    /// <summary>Reads the name of a file or directory as a whole path; null where none was given. False, and a sentence, where there is no such path.</summary>
    public bool TryReadPath(out string? path, out string whyNot)
    {
        (path, whyNot) = (null, "");
        if (Value is not { } named || NamedPath.TryResolve(named, out path, out var whatToDo))
        {
            return true;
        }

        whyNot = Mistake("a path", whatToDo);
        return false;
    }

    /// <summary>Reads a whole number within bounds; false, and a sentence, where it is none.</summary>
    public bool TryReadNumber(int least, int most, out int number, out string whyNot)
    {
        whyNot = Mistake("a number", $"give one from {least} to {most}");
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

        whyNot = Mistake("a number", $"give one from 1 to {most}, or {Off}");
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

        whyNot = Mistake("a time", $"{Duration.Rules}; or {Off}");
        var fits = Duration.TryParse(Value, out var given);
        duration = given;
        return fits;
    }

    /// <summary>Reads a size in bytes, such as 64MiB; false, and a sentence, where it is none from <paramref name="least"/> up.</summary>
    public bool TryReadSize(long least, out long bytes, out string whyNot)
    {
        whyNot = Mistake("a size", $"give a number of KiB, MiB or GiB such as 64MiB, from {least >> 10}KiB to 64GiB");
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
        (age, whyNot) = (null, Mistake("a time", Duration.AgeRules));
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
        var fits = Duration.TryParse(Value, out duration);
        whyNot = fits ? "" : Mistake("a time", Duration.Rules);
        return fits;
    }

    private static Setting Add(CommandDefinition command, string template, string variable, string? fallback, string help, Predicate<string>? isForeign)
    {
        // Joined, as a string that is interpolated takes more of the runtime to start.
        var shown = fallback is null ? variable : variable + "; " + fallback;
        return new Setting(command.Option(template, help + " [" + shown + "]"), variable, fallback, isForeign);
    }
}
