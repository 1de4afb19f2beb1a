using System.Buffers;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Printing;

/// <summary>One JSON object for each line; the keys are those of the README.</summary>
internal sealed class JsonFormat : LineFormat
{
    private readonly JsonLine _json = new();

    /// <summary>A program is told of gaps, outages and notices where it reads everything else.</summary>
    public override bool Covers(ServerLineKind kind) => base.Covers(kind) || kind is ServerLineKind.Notice || LineFilter.IsAboutReading(kind);

    public override void Write(in ServerLine line, IBufferWriter<byte> to) => _json.Write(line, to);
}
