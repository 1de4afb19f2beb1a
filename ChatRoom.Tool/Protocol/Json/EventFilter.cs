using System.Text;

namespace ChatRoom.Protocol.Json;

/// <summary>Selects lines by kind and name. One loop uses it.</summary>
internal class EventFilter
{
    /// <summary>The kinds to select; null: all kinds.</summary>
    public IReadOnlySet<ServerLineKind>? Kinds { get; init; }

    /// <summary>The name to select; null: all names.</summary>
    public Nickname? From { get; init; }

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

    /// <summary>A further condition for lines about the room.</summary>
    protected virtual bool Matches(in ServerLine line) => true;

    private bool IsFrom(in ServerLine line) => From is null || Ascii.EqualsIgnoreCase(From.Bytes, line.Name);
}
