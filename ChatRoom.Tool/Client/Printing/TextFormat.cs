using System.Buffers;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Line;

namespace ChatRoom.Client.Printing;

/// <summary>The format for people: <c>alice: hello</c>, or <c>[lobby] alice: hello</c> if there are several rooms.</summary>
internal sealed class TextFormat(bool showsRoom) : LineFormat
{
    private readonly LineText _text = new(showsRoom);

    public override void Write(in ServerLine line, IBufferWriter<byte> to) => to.Write(_text.Of(line));
}
