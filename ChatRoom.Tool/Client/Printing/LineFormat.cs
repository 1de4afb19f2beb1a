using System.Buffers;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Printing;

/// <summary>How lines are printed that are our output: what happens in a room. Used by one loop.</summary>
internal abstract class LineFormat
{
    /// <summary>Whether a line is output; what is not concerns this client alone, and goes beside the errors as text.</summary>
    public virtual bool Covers(ServerLineKind kind) =>
        kind is (>= ServerLineKind.Message and <= ServerLineKind.Private) or ServerLineKind.Relayed;

    /// <summary>Writes the line without an end; nothing for what this format does not show.</summary>
    public abstract void Write(in ServerLine line, IBufferWriter<byte> to);
}
