using System.Globalization;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Paths;
using ChatRoom.Protocol.Text;

namespace ChatRoom.CommandLine.Settings;

/// <summary>An option that can also be given by an environment variable. The option is stronger than the variable.</summary>
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

    /// <summary>The value on the command line.</summary>
    public string? Flag => _option.Value;

    /// <summary>All values on the command line, for an option that may be given several times.</summary>
    public IReadOnlyList<string> Flags => _option.Values;

    /// <summary>The variable's value. It counts as not set if it is empty, or if another system set it for its own purposes.</summary>
    public string? Variable => Environment.GetEnvironmentVariable(_variable) is { Length: > 0 } set && _isForeign?.Invoke(set) != true ? set : null;

    /// <summary>The source of the value for a message: the option or the variable.</summary>
    public string Origin => Flag is null && Variable is not null ? _variable : "--" + _option.LongName;

    /// <summary>The given value, or the default; null: neither exists.</summary>
    public string? Value => ResolveValue(null, null);

    public static Setting Add(CommandDefinition command, string template, string variable, string? fallback, string help) =>
        Add(command, template, variable, fallback, help, isForeign: null);

    /// <summary>A setting whose option may be given several times, and its variable one value.</summary>
    public static Setting AddSeveral(CommandDefinition command, string template, string variable, string fallback, string help) =>
        Add(command, template, variable, fallback, help, isForeign: null, isRepeatable: true);

    public static Setting AddPort(CommandDefinition command, string help) =>
        Add(command, "-p|--port <PORT>", "CHATROOM_PORT", Port.Default, help, IsServiceLink);

    /// <summary>The value if another source may give it: a strong source like an argument, or one weaker than the variable.</summary>
    public string? ResolveValue(string? argument, string? weaker) => Flag ?? argument ?? Variable ?? weaker ?? _default;

    /// <summary>A sentence about a value that is not <paramref name="what"/>. It names the option or variable that the value came from.</summary>
    /// <param name="what">Such as <c>a time</c>.</param>
    /// <param name="whatToDo">The advice.</param>
    public string Mistake(string what, string whatToDo) => MistakeIn(Value, what, whatToDo);

    /// <summary>The same about one of several values.</summary>
    public string MistakeIn(string? value, string what, string whatToDo) => $"'{value}' is not {what} for {Origin}; {whatToDo}";

    /// <summary>Reads a port of at least <paramref name="least"/>, which another source may give. False, with a sentence, if it is not one.</summary>
    public bool TryReadPort(int least, string? argument, string? weaker, out int port, out string whyNot)
    {
        var fits = Port.TryParse(ResolveValue(argument, weaker), least, out port);
        whyNot = fits ? "" : Mistake("a port", Port.Rules(least));
        return fits;
    }

    /// <summary>Reads a port of at least <paramref name="least"/>. False, with a sentence, if it is not one.</summary>
    public bool TryReadPort(int least, out int port, out string whyNot) => TryReadPort(least, null, null, out port, out whyNot);

    /// <summary>Reads an absolute path; null: none was given. False, with a sentence, if it cannot be one.</summary>
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

    /// <summary>Reads a whole number within bounds. False, with a sentence, if it is not one.</summary>
    public bool TryReadNumber(int least, int most, out int number, out string whyNot)
    {
        whyNot = Mistake("a number", $"give one from {least} to {most}");
        return int.TryParse(Value, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;
    }

    /// <summary>Reads a whole number up to <paramref name="most"/>, or <c>off</c> as 0. False, with a sentence, if it is neither.</summary>
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

    /// <summary>Reads a duration, or <c>off</c> and 0 as null. False, with a sentence, if it is neither.</summary>
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

    /// <summary>Reads a size in bytes, such as 64MiB, of at least <paramref name="least"/>. False, with a sentence, if it is not one.</summary>
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

    /// <summary>Reads a duration; null: none was given.</summary>
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

    /// <summary>Reads an age, such as 90d; null: none was given.</summary>
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

    /// <summary>Reads a duration, such as 30s. False, with a sentence, if it is not one.</summary>
    public bool TryReadDuration(out TimeSpan duration, out string whyNot)
    {
        var fits = Duration.TryParse(Value, out duration);
        whyNot = fits ? "" : Mistake("a time", Duration.Rules);
        return fits;
    }

    /// <summary>
    /// Whether Kubernetes or Docker set CHATROOM_PORT, for a service or a linked container named chatroom, to a value such as
    /// <c>tcp://10.0.0.1:5500</c>. It is not meant for this program.
    /// </summary>
    private static bool IsServiceLink(string variable) =>
        variable.StartsWith("tcp://", StringComparison.Ordinal) || variable.StartsWith("udp://", StringComparison.Ordinal) || variable.StartsWith("sctp://", StringComparison.Ordinal);

    private static Setting Add(CommandDefinition command, string template, string variable, string? fallback, string help, Predicate<string>? isForeign, bool isRepeatable = false)
    {
        // Concatenated, because an interpolated string loads more of the runtime at the start.
        var shown = fallback is null ? variable : variable + "; " + fallback;
        return new Setting(command.Option(template, help + " [" + shown + "]", isRepeatable), variable, fallback, isForeign);
    }
}
