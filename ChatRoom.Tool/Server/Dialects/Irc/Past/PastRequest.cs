using System.Globalization;
using ChatRoom.Protocol;
using ChatRoom.Server.Rooms.Reading;

namespace ChatRoom.Server.Dialects.Irc.Past;

/// <summary>The subcommands of CHATHISTORY.</summary>
internal enum PastSubcommand
{
    Latest,
    Before,
    After,
    Around,
    Between,

    /// <summary>Lists rooms, and no messages.</summary>
    Targets,
}

/// <summary>
/// CHATHISTORY as a client sends it (IRCv3 draft/chathistory). A value.
/// <code>
/// CHATHISTORY (LATEST TARGET (* | REF) | (BEFORE | AFTER | AROUND) TARGET REF | BETWEEN TARGET REF REF | TARGETS TIME TIME) LIMIT
/// </code>
/// </summary>
/// <param name="Target">Empty for TARGETS.</param>
/// <param name="First">null: no bound.</param>
/// <param name="Second">null: there is none.</param>
/// <param name="Limit">The most messages or rooms. A larger one than <see cref="Limits.MaxHistory"/> is lowered to that.</param>
internal sealed record PastRequest(PastSubcommand Subcommand, string Target, PastReference? First, PastReference? Second, int Limit)
{
    /// <summary>Returns the request, or why it is refused.</summary>
    /// <param name="parameters">Those of the command, from the subcommand on.</param>
    public static (PastRequest? Request, PastFault? Fault) Parse(IReadOnlyList<string> parameters)
    {
        var word = parameters.Count == 0 ? "" : parameters[0];
        if (SubcommandOf(word) is not { } subcommand)
        {
            return (null, new PastFault(PastFault.InvalidParameters, "That subcommand is not known; use LATEST, BEFORE, AFTER, AROUND, BETWEEN or TARGETS.", word));
        }

        var (target, references) = subcommand == PastSubcommand.Targets ? (0, 2) : (1, subcommand == PastSubcommand.Between ? 2 : 1);
        var expected = 1 + target + references + 1;
        if (parameters.Count != expected)
        {
            var sentence = $"CHATHISTORY {word} has too {(parameters.Count < expected ? "few" : "many")} parameters.";
            return (null, new PastFault(PastFault.InvalidParameters, sentence, word));
        }

        var parsed = new PastReference?[2];
        for (var i = 0; i < references; i++)
        {
            var given = parameters[1 + target + i];
            if (given == "*" && subcommand == PastSubcommand.Latest)
            {
                continue;
            }

            if (WhyNotReference(subcommand, word, given, target == 1 ? parameters[1] : null, out var reference) is { } fault)
            {
                return (null, fault);
            }

            parsed[i] = reference;
        }

        return int.TryParse(parameters[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0
            ? (new PastRequest(subcommand, target == 1 ? parameters[1] : "", parsed[0], parsed[1], Math.Min(limit, Limits.MaxHistory)), null)
            : (null, new PastFault(PastFault.InvalidParameters, "The limit must be a number from 1 on.", word, parameters[^1]));
    }

    /// <summary>The queries whose answers follow each other.</summary>
    /// <param name="lastId">The newest event of the room.</param>
    public PastQuery[] Queries(Nickname room, long lastId)
    {
        var (first, second) = (First?.PlaceIn(room, lastId) ?? default, Second?.PlaceIn(room, lastId) ?? default);
        var half = Limit / 2;
        return Subcommand switch
        {
            PastSubcommand.Latest => [PastQuery.Newest(Limit, after: first)],
            PastSubcommand.Before => [PastQuery.Newest(Limit, before: first)],
            PastSubcommand.After => [PastQuery.Oldest(Limit, after: first)],
            PastSubcommand.Around => [PastQuery.Newest(half, before: first), PastQuery.Oldest(Limit - half, after: first.JustBefore())],
            _ when IsBackwards => [PastQuery.Newest(Limit, before: first, after: second)],
            _ => [PastQuery.Oldest(Limit, after: first, before: second)],
        };
    }

    /// <summary>The second bound is before the first: the messages are counted from the newest on.</summary>
    public bool IsBackwards => First is { } first && Second is { } second && first.IsAfter(second);

    private static PastSubcommand? SubcommandOf(string word) => word.ToUpperInvariant() switch
    {
        "LATEST" => PastSubcommand.Latest,
        "BEFORE" => PastSubcommand.Before,
        "AFTER" => PastSubcommand.After,
        "AROUND" => PastSubcommand.Around,
        "BETWEEN" => PastSubcommand.Between,
        "TARGETS" => PastSubcommand.Targets,
        _ => null,
    };

    private static PastFault? WhyNotReference(PastSubcommand subcommand, string word, string given, string? target, out PastReference reference)
    {
        string[] about = target is null ? [word, given] : [word, target, given];
        if (!PastReference.TryParse(given, out reference))
        {
            return PastReference.IsOfKnownType(given)
                ? new PastFault(PastFault.InvalidParameters, "That is not a message or a time as the server sends it.", word, given)
                : new PastFault(PastFault.InvalidType, "Refer to a message by msgid=ID or timestamp=TIME.", about);
        }

        return subcommand == PastSubcommand.Targets && reference.Id is not null
            ? new PastFault(PastFault.InvalidType, "Refer to times by timestamp=TIME.", about)
            : null;
    }
}
