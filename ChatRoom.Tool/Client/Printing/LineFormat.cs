using System.Buffers;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Printing;

/// <summary>The format of lines on standard output. One loop uses it.</summary>
internal abstract class LineFormat
{
    /// <summary>True if a line belongs to standard output. Other lines concern this client alone, and go to standard error as text.</summary>
    public virtual bool Covers(ServerLineKind kind) =>
        kind is (>= ServerLineKind.Message and <= ServerLineKind.Private) or ServerLineKind.Relayed;

    /// <summary>Writes the line without a line end; writes nothing for a line that this format does not show.</summary>
    public abstract void Write(in ServerLine line, IBufferWriter<byte> to);
}
