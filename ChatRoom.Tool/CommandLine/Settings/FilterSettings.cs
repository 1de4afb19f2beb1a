using System.Diagnostics.CodeAnalysis;
using ChatRoom.Client.Printing;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Json;
using ChatRoom.Protocol.Text;

namespace ChatRoom.CommandLine.Settings;

/// <summary>The options that select lines of a room.</summary>
internal sealed class FilterSettings
{
    private readonly Setting _match;
    private readonly Setting _from;
    private readonly Setting? _types;

    private FilterSettings(CommandDefinition command)
    {
        _match = Setting.Add(command, "-m|--match <REGEX>", "CHATROOM_MATCH", null, "Only texts that match this regular expression.");
        _from = Setting.Add(command, "-f|--from <NAME>", "CHATROOM_FROM", null, "Only messages from this name.");
    }

    private FilterSettings(CommandDefinition command, string? types)
        : this(command) =>
        _types = Setting.Add(command, "--types <TYPES>", "CHATROOM_TYPES", types, $"Only these: {EventType.Names}.");

    /// <param name="command">The verb that the options are added to.</param>
    /// <param name="types">The default types; null: all.</param>
    public static FilterSettings Add(CommandDefinition command, string? types) => new(command, types);

    /// <summary>For a verb that reads only messages.</summary>
    public static FilterSettings AddForMessages(CommandDefinition command) => new(command);

    public bool HasMatch => _match.Value is not null;

    public bool TryRead([NotNullWhen(true)] out LineFilter? filter, out string whyNot)
    {
        filter = null;
        Nickname? from = null;
        TextPattern? match = null;
        if (!TryReadTypes(out var kinds, out whyNot)
            || (_match.Value is { } pattern && !TryReadMatch(pattern, out match, out whyNot))
            || (_from.Value is { } name && !TryReadFrom(name, out from, out whyNot)))
        {
            return false;
        }

        filter = new LineFilter { Kinds = kinds, From = from, Match = match };
        return true;
    }

    private bool TryReadMatch(string pattern, out TextPattern? match, out string whyNot)
    {
        var isPattern = TextPattern.TryParse(pattern, out match, out var mistake);
        whyNot = $"'{TextFilter.Clean(pattern)}' is not a regular expression for {_match.Origin}: {mistake}";
        return isPattern;
    }

    private bool TryReadFrom(string name, out Nickname? from, out string whyNot)
    {
        var fits = Nickname.TryParse(name, out from);
        whyNot = fits ? "" : _from.Mistake("a name", Refusal.NameRules);
        return fits;
    }

    private bool TryReadTypes(out HashSet<ServerLineKind>? kinds, out string whyNot)
    {
        (kinds, whyNot) = (null, "");
        if (_types?.Value is not { } given)
        {
            return true;
        }

        var areTypes = EventType.TryReadList(given, out kinds, out var unknown);
        whyNot = areTypes ? "" : $"'{TextFilter.Clean(unknown)}' is not a type for {_types.Origin}; give one of {EventType.Names}";
        return areTypes;
    }
}
