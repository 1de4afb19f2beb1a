using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Printing;

/// <summary>Which lines of a room a reader wants: by kind, by name, by text. Used by one loop.</summary>
internal sealed class LineFilter
{
    /// <summary>Null where all are wanted.</summary>
    public IReadOnlySet<ServerLineKind>? Kinds { get; init; }

    /// <summary>Null where everybody's are wanted.</summary>
    public Nickname? From { get; init; }

    /// <summary>Null where every text is wanted; a line without a text has none that matches.</summary>
    public TextPattern? Match { get; init; }

    /// <summary>A text took too long to be matched, and counted as one that does not.</summary>
    public bool GaveUp { get; private set; }

    public bool Wants(in ServerLine line)
    {
        if (Kinds is not null && !Kinds.Contains(line.Kind))
        {
            return false;
        }

        // That something is or was missing matters whatever is looked for: it may be just that.
        return IsAboutReading(line.Kind) || (IsFrom(line) && Matches(line));
    }

    /// <summary>Tells how the reading goes, and is nothing that happened in the room.</summary>
    public static bool IsAboutReading(ServerLineKind kind) =>
        kind is ServerLineKind.Gap or ServerLineKind.Disconnected or ServerLineKind.Connected;

    private bool IsFrom(in ServerLine line) => From is null || Ascii.EqualsIgnoreCase(From.Bytes, line.Name);

    private bool Matches(in ServerLine line)
    {
        if (Match is null)
        {
            return true;
        }

        var matches = HasText(line.Kind) ? Match.IsMatch(line.Text) : false;
        GaveUp |= matches is null;
        return matches ?? false;
    }

    private static bool HasText(ServerLineKind kind) =>
        kind is ServerLineKind.Message or ServerLineKind.Action or ServerLineKind.Topic or ServerLineKind.Private or ServerLineKind.Notice
            or ServerLineKind.Announcement;
}
