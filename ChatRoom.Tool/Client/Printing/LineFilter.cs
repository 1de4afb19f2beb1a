using ChatRoom.Protocol;
using ChatRoom.Protocol.Json;

namespace ChatRoom.Client.Printing;

/// <summary>Selects lines by kind, name and text. One loop uses it.</summary>
internal sealed class LineFilter : EventFilter
{
    /// <summary>The pattern that a text must match; null: any text, or none. A line without a text matches no pattern.</summary>
    public TextPattern? Match { get; init; }

    /// <summary>Matching a text took too long, so it counted as no match.</summary>
    public bool GaveUp { get; private set; }

    protected override bool Matches(in ServerLine line)
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
