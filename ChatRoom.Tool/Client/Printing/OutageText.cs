using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Printing;

/// <summary>The sentences about a lost and a restored connection.</summary>
internal static class OutageText
{
    /// <summary>The sentence; null for other lines.</summary>
    public static string? Of(in ServerLine line) => line.Kind switch
    {
        ServerLineKind.Disconnected => $"the connection to {Text(line.Code)} was lost; reconnecting",
        ServerLineKind.Connected when line.Name.IsEmpty => $"connected to {Text(line.Code)} {(line.Other.IsEmpty ? "again" : "instead")}",
        ServerLineKind.Connected => $"connected to {Text(line.Code)} {(line.Other.IsEmpty ? "again" : "instead")}, as {Text(line.Name)}",
        ServerLineKind.Gap when line.Number == 0 => $"the room {Text(line.Room)} at {Text(line.Code)} has another log now: ids begin anew, and something may be missing",
        _ => null,
    };

    private static string Text(ReadOnlySpan<byte> field) => Encoding.UTF8.GetString(field);
}
