using ChatRoom.Protocol.Plain;
using ChatRoom.Protocol.Typed;

namespace ChatRoom.Protocol;

/// <summary>A server's line in any of the three dialects.</summary>
internal static class Spelling
{
    /// <summary>Returns the length, at most <see cref="ServerLine.MaxEncoded"/>; 0 where the dialect does not show such a line.</summary>
    public static int Write(Dialect dialect, in ServerLine line, Span<byte> output) => dialect switch
    {
        Dialect.Typed => ServerLineWriter.Write(line, output),
        Dialect.Line => PlainWriter.Write(line, output),
        _ => TutorialWriter.Write(line, output),
    };
}
