using System.Buffers;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Json;

namespace ChatRoom.Client.Printing;

/// <summary>One JSON object for each line, as docs/REFERENCE.md describes it.</summary>
internal sealed class JsonFormat : LineFormat
{
    private readonly JsonLine _json = new();

    /// <summary>Also gaps, outages and notices: a program reads them from the same stream.</summary>
    public override bool Covers(ServerLineKind kind) => base.Covers(kind) || kind is ServerLineKind.Notice || EventFilter.IsAboutReading(kind);

    public override void Write(in ServerLine line, IBufferWriter<byte> to) => _json.Write(line, to);
}
