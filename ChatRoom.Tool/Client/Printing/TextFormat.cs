using System.Buffers;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Printing;

/// <summary>The format for people: <c>alice: hello</c>.</summary>
internal sealed class TextFormat : LineFormat
{
    private readonly LineText _text = new();

    public override void Write(in ServerLine line, IBufferWriter<byte> to) => to.Write(_text.Of(line));
}
