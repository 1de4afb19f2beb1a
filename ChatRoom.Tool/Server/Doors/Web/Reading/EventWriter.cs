using System.Buffers;
using System.Buffers.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Json;
using ChatRoom.Protocol.Line;
using ChatRoom.Server.Doors.Web.Requests;

namespace ChatRoom.Server.Doors.Web.Reading;

/// <summary>Writes the events of one answer in its format. One task.</summary>
internal sealed class EventWriter(EventFormat format)
{
    // Encoders hold buffers, and a thread needs them for a moment only. There may be thousands of answers.
    [ThreadStatic]
    private static JsonLine? _json;

    [ThreadStatic]
    private static LineText? _text;

    /// <summary>The header <c>Content-Type</c>.</summary>
    public string ContentType { get; } = format switch
    {
        EventFormat.Sse => "text/event-stream",
        EventFormat.Text => "text/plain; charset=utf-8",
        _ => "application/x-ndjson",
    };

    /// <summary>The identity of the room's log, which is a part of the id of each server-sent event.</summary>
    public byte[] Log { get; set; } = [];

    /// <summary>True for events, and for what a reader must know of them: gaps and notices.</summary>
    public static bool Covers(in ServerLine line) => line.IsEvent || line.Kind is ServerLineKind.Gap or ServerLineKind.Notice;

    public void Write(in ServerLine line, IBufferWriter<byte> output)
    {
        switch (format)
        {
            case EventFormat.Text:
                Add((_text ??= new LineText(showsRoom: false)).Of(line), output);
                Add("\n"u8, output);
                break;
            case EventFormat.Sse:
                WriteId(line, output);
                Add("data: "u8, output);
                WriteJson(line, output);
                Add("\n\n"u8, output);
                break;
            default:
                WriteJson(line, output);
                Add("\n"u8, output);
                break;
        }
    }

    /// <summary>Writes nothing that anybody reads, so that no proxy takes the connection for a dead one.</summary>
    public void WriteKeepAlive(IBufferWriter<byte> output) => Add(format == EventFormat.Sse ? ": ping\n\n"u8 : "\n"u8, output);

    /// <summary>Tells a browser when to come back.</summary>
    public void WriteRetry(long milliseconds, IBufferWriter<byte> output)
    {
        if (format == EventFormat.Sse)
        {
            Add("retry: "u8, output);
            WriteNumber(milliseconds, output);
            Add("\n\n"u8, output);
        }
    }

    private static void WriteJson(in ServerLine line, IBufferWriter<byte> output) => (_json ??= new JsonLine()).Write(line, output);

    /// <summary>A reader that comes back goes on after this id: that of the event, or of the last one that is missing.</summary>
    private void WriteId(in ServerLine line, IBufferWriter<byte> output)
    {
        var id = line.Kind == ServerLineKind.Gap ? line.Id + line.Number - 1 : line.Id;
        if (id > 0 && Log.Length > 0)
        {
            Add("id: "u8, output);
            Add(Log, output);
            Add("."u8, output);
            WriteNumber(id, output);
            Add("\n"u8, output);
        }
    }

    /// <summary>Names the length that it needs: after its client has gone, Kestrel gives an empty span to a caller that does not.</summary>
    private static void Add(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        bytes.CopyTo(output.GetSpan(bytes.Length));
        output.Advance(bytes.Length);
    }

    private static void WriteNumber(long number, IBufferWriter<byte> output)
    {
        _ = Utf8Formatter.TryFormat(number, output.GetSpan(20), out var written);
        output.Advance(written);
    }
}
