using System.Buffers;
using System.Text.Json;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Protocol.Json;

/// <summary>
/// Writes events as JSON, one object for each line, with these keys in this order:
/// <c>id time type room name text to previous count bot replay</c>. Keys without a value are left out.
/// Filters control characters, like all output. Allocates nothing for a line. One loop uses it.
/// </summary>
internal sealed class JsonLine : IDisposable
{
    private static readonly JsonEncodedText Id = JsonEncodedText.Encode("id");
    private static readonly JsonEncodedText Time = JsonEncodedText.Encode("time");
    private static readonly JsonEncodedText Type = JsonEncodedText.Encode("type");
    private static readonly JsonEncodedText Room = JsonEncodedText.Encode("room");
    private static readonly JsonEncodedText Name = JsonEncodedText.Encode("name");
    private static readonly JsonEncodedText Text = JsonEncodedText.Encode("text");
    private static readonly JsonEncodedText To = JsonEncodedText.Encode("to");
    private static readonly JsonEncodedText Previous = JsonEncodedText.Encode("previous");
    private static readonly JsonEncodedText Count = JsonEncodedText.Encode("count");
    private static readonly JsonEncodedText Bot = JsonEncodedText.Encode("bot");
    private static readonly JsonEncodedText Replay = JsonEncodedText.Encode("replay");

    private readonly byte[] _filtered = new byte[3 * ServerLine.MaxEncoded];
    private readonly byte[] _quoted = new byte[2 + (2 * 3 * ServerLine.MaxEncoded)];

    // The calls below always write valid JSON.
    private readonly Utf8JsonWriter _json = new(Stream.Null, new JsonWriterOptions { SkipValidation = true });

    /// <summary>Writes the object without a line end; writes nothing and returns false for a line that is not an event.</summary>
    public bool Write(in ServerLine line, IBufferWriter<byte> output)
    {
        var type = EventType.NameOf(line.Kind);
        if (type.IsEmpty)
        {
            return false;
        }

        _json.Reset(output);
        _json.WriteStartObject();
        Add(Id, line.Id);
        AddTime(line.Time);
        _json.WriteString(Type, type);
        Add(Room, line.Room);
        Add(Name, line.Name);
        if (HasText(line.Kind))
        {
            AddText(Text, line.Text);
        }
        else if (line.Kind == ServerLineKind.Leave)
        {
            Add(Text, line.Text);
        }

        Add(line.Kind == ServerLineKind.Rename ? Previous : To, line.Other);
        Add(Count, line.Kind == ServerLineKind.Gap ? line.Number : 0);
        if (line.IsBot)
        {
            _json.WriteBoolean(Bot, true);
        }

        if (line.IsReplay)
        {
            _json.WriteBoolean(Replay, true);
        }

        _json.WriteEndObject();
        _json.Flush();
        return true;
    }

    public void Dispose() => _json.Dispose();

    /// <summary>True for kinds with a text, which is written even if it is empty.</summary>
    private static bool HasText(ServerLineKind kind) =>
        kind is ServerLineKind.Message or ServerLineKind.Action or ServerLineKind.Topic or ServerLineKind.Private or ServerLineKind.Notice
            or ServerLineKind.Announcement or ServerLineKind.Disconnected;

    private void Add(JsonEncodedText key, long number)
    {
        if (number > 0)
        {
            _json.WriteNumber(key, number);
        }
    }

    private void Add(JsonEncodedText key, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty)
        {
            AddText(key, value);
        }
    }

    private void AddTime(long unixMilliseconds)
    {
        Span<byte> time = stackalloc byte[EventTime.Length];
        if (EventTime.TryWrite(unixMilliseconds, time))
        {
            _json.WriteString(Time, time);
        }
    }

    private void AddText(JsonEncodedText key, ReadOnlySpan<byte> text)
    {
        _json.WritePropertyName(key);
        _json.WriteRawValue(Quoted(TextFilter.IsPlainAscii(text) ? text : _filtered.AsSpan(0, TextFilter.Clean(text, _filtered))), skipInputValidation: true);
    }

    /// <summary>
    /// Quotes filtered text, in which nothing but quotes and backslashes needs escaping. The writer's own encoders would also
    /// escape HTML, or characters beyond the Basic Multilingual Plane, which makes text longer and harder to search.
    /// </summary>
    private ReadOnlySpan<byte> Quoted(ReadOnlySpan<byte> text)
    {
        var to = new LineBuilder(_quoted);
        to.Add((byte)'"');
        for (int special; (special = text.IndexOfAny((byte)'"', (byte)'\\')) >= 0; text = text[(special + 1)..])
        {
            to.Add(text[..special]);
            to.Add((byte)'\\');
            to.Add(text[special]);
        }

        to.Add(text);
        to.Add((byte)'"');
        return _quoted.AsSpan(0, to.Length);
    }
}
