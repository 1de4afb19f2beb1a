using System.Text;

namespace ChatRoom.Protocol.Json;

/// <summary>The names of the kinds of events, for programs: in <c>--json</c> and <c>--types</c>.</summary>
internal static class EventType
{
    private static readonly ServerLineKind[] Kinds = Enum.GetValues<ServerLineKind>();

    /// <summary>All names, for a message.</summary>
    public static string Names
    {
        get
        {
            // A loop: a query over an enum is not precompiled, so each process would compile it.
            var names = new StringBuilder();
            foreach (var kind in Kinds)
            {
                if (NameOf(kind) is { IsEmpty: false } name)
                {
                    names.Append(names.Length == 0 ? "" : " ").Append(Encoding.ASCII.GetString(name));
                }
            }

            return names.ToString();
        }
    }

    /// <summary>The name; empty for a kind that is not an event.</summary>
    public static ReadOnlySpan<byte> NameOf(ServerLineKind kind) => kind switch
    {
        ServerLineKind.Message => "message"u8,
        ServerLineKind.Action => "action"u8,
        ServerLineKind.Join => "join"u8,
        ServerLineKind.Leave => "leave"u8,
        ServerLineKind.Rename => "rename"u8,
        ServerLineKind.Announcement => "announcement"u8,
        ServerLineKind.Start => "start"u8,
        ServerLineKind.Topic => "topic"u8,
        ServerLineKind.Private => "private"u8,
        ServerLineKind.Notice => "notice"u8,
        ServerLineKind.Gap => "gap"u8,
        ServerLineKind.Disconnected => "disconnected"u8,
        ServerLineKind.Connected => "connected"u8,
        _ => default,
    };

    /// <summary>Reads names with commas between them; false: <paramref name="unknown"/> is no name of a kind.</summary>
    public static bool TryReadList(string list, out HashSet<ServerLineKind> kinds, out string unknown)
    {
        kinds = [];
        unknown = "";
        foreach (var name in list.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Find(name) is not { } kind)
            {
                unknown = name;
                return false;
            }

            kinds.Add(kind);
        }

        return true;
    }

    private static ServerLineKind? Find(string name) =>
        Array.FindIndex(Kinds, kind => NameOf(kind) is { IsEmpty: false } known && known.SequenceEqual(Encoding.UTF8.GetBytes(name))) is >= 0 and var index
            ? Kinds[index]
            : null;
}
