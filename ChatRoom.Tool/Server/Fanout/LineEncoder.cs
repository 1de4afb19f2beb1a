using ChatRoom.Protocol;
using ChatRoom.Protocol.Line;
using ChatRoom.Protocol.Typed;

namespace ChatRoom.Server.Fanout;

/// <summary>Encodes a server's line in any of the three dialects.</summary>
internal static class LineEncoder
{
    /// <summary>Returns the length, at most <see cref="ServerLine.MaxEncoded"/>; 0 if the dialect does not show such a line.</summary>
    public static int Write(Dialect dialect, in ServerLine line, Span<byte> output) => dialect switch
    {
        Dialect.Typed => ServerLineWriter.Write(line, output),
        Dialect.Line => PlainWriter.Write(line, output),
        _ => TutorialWriter.Write(line, output),
    };
}
