using ChatRoom.Protocol;
using ChatRoom.Protocol.Line;
using ChatRoom.Server.Fanout;

namespace ChatRoom.Tests.Server.Fanout;

/// <summary>A dialect in which each event is two lines: the one of the line dialect, twice.</summary>
internal sealed class TwoLineDialect : Dialect
{
    public override ServerLineEncoding Encoding { get; } = new(WriteTwice);

    private static int WriteTwice(in ServerLine line, Span<byte> output)
    {
        var length = PlainWriter.Write(line, output);
        output[..length].CopyTo(output[length..]);
        return 2 * length;
    }
}
