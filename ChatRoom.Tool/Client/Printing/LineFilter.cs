using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Printing;

/// <summary>Selects lines by kind, name and text. One loop uses it.</summary>
internal sealed class LineFilter
{
    /// <summary>The kinds to select; null: all kinds.</summary>
    public IReadOnlySet<ServerLineKind>? Kinds { get; init; }

    /// <summary>The name to select; null: all names.</summary>
    public Nickname? From { get; init; }

    /// <summary>The pattern that a text must match; null: any text, or none. A line without a text matches no pattern.</summary>
    public TextPattern? Match { get; init; }

    /// <summary>Matching a text took too long, so it counted as no match.</summary>
    public bool GaveUp { get; private set; }

    public bool Selects(in ServerLine line)
    {
        if (Kinds is not null && !Kinds.Contains(line.Kind))
        {
            return false;
        }

        // Always selected: a line that was looked for may be among those that are missing.
        return IsAboutReading(line.Kind) || (IsFrom(line) && Matches(line));
    }

    /// <summary>True for gaps and outages, which are not events of the room.</summary>
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
