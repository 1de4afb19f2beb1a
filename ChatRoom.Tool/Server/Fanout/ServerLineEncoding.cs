using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;

namespace ChatRoom.Server.Fanout;

/// <summary>
/// How a server's lines become bytes. A room encodes each event once for each encoding that has readers. Never changes; any
/// thread.
/// </summary>
/// <param name="maxEncoded">The longest line, in bytes.</param>
/// <param name="growth">A line is at most this many times as long as its typed line.</param>
internal sealed class ServerLineEncoding(ServerLineEncoding.Writer write, int maxEncoded = ServerLine.MaxEncoded, int growth = 2)
{
    /// <summary>Returns the length, at most <see cref="MaxEncoded"/>; 0 if the encoding does not show such a line.</summary>
    public delegate int Writer(in ServerLine line, Span<byte> output);

    /// <summary>The encoding of the log on disk, and of a room's own memory.</summary>
    public static ServerLineEncoding Typed { get; } = new(ServerLineWriter.Write);

    /// <summary>The longest line, in bytes.</summary>
    public int MaxEncoded => maxEncoded;

    /// <summary>A line is at most this many times as long as its typed line.</summary>
    public int Growth => growth;

    /// <summary>Returns the length, at most <see cref="MaxEncoded"/>; 0 if the encoding does not show such a line.</summary>
    public int Write(in ServerLine line, Span<byte> output) => write(line, output);

    /// <summary>The line as bytes of its own.</summary>
    public byte[] Encode(in ServerLine line)
    {
        Span<byte> buffer = stackalloc byte[maxEncoded];
        return buffer[..write(line, buffer)].ToArray();
    }
}
