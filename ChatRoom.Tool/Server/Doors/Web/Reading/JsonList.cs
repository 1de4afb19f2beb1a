using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Json;

namespace ChatRoom.Server.Doors.Web.Reading;

/// <summary>
/// Collects the lines of a list as JSON: <c>{"rooms":[{"room":"lobby","members":2,"topic":"news"}],"count":1}</c> or
/// <c>{"room":"lobby","members":[...],"count":1}</c> and LF. One task.
/// </summary>
internal sealed class JsonList
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _entries = new();
    private readonly ArrayBufferWriter<byte> _json = new();

    /// <summary>The list is complete.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Why there is no list; null: nothing is known of that.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>The server asks to come back after this time; null: it does not.</summary>
    public TimeSpan? RetryAfter { get; private set; }

    /// <summary>The whole answer, if it is done.</summary>
    public ReadOnlyMemory<byte> Json => _json.WrittenMemory;

    public bool Take(in ServerLine line)
    {
        switch (line.Kind)
        {
            case ServerLineKind.Room:
                Separate();
                WriteRoom(line);
                break;
            case ServerLineKind.Present:
                Separate();
                PresentJson.Write(line, _entries);
                break;
            case ServerLineKind.Rooms or ServerLineKind.Total:
                Complete(line);
                break;
            case ServerLineKind.Error or ServerLineKind.Bye:
                Refusal ??= new Refusal(Encoding.ASCII.GetString(line.Code), Encoding.UTF8.GetString(line.Text));
                break;
            case ServerLineKind.Retry:
                RetryAfter = TimeSpan.FromMilliseconds(line.Number);
                break;
            default:
                break;
        }

        return true;
    }

    private void Separate()
    {
        if (_entries.WrittenCount > 0)
        {
            _entries.Write(","u8);
        }
    }

    private void WriteRoom(in ServerLine room)
    {
        using var json = new Utf8JsonWriter(_entries, Options);
        json.WriteStartObject();
        json.WriteString("room"u8, room.Room);
        json.WriteNumber("members"u8, room.Number);
        if (!room.Text.IsEmpty)
        {
            json.WriteString("topic"u8, room.Text);
        }

        json.WriteEndObject();
    }

    private void Complete(in ServerLine total)
    {
        using (var json = new Utf8JsonWriter(_json, Options))
        {
            json.WriteStartObject();
            if (total.Kind == ServerLineKind.Total)
            {
                json.WriteString("room"u8, total.Room);
            }

            json.WritePropertyName(total.Kind == ServerLineKind.Total ? "members"u8 : "rooms"u8);
            json.WriteRawValue((ReadOnlySpan<byte>)[(byte)'[', .. _entries.WrittenSpan, (byte)']'], skipInputValidation: true);
            json.WriteNumber("count"u8, total.Number);
            json.WriteEndObject();
        }

        _json.Write("\n"u8);
        IsDone = true;
    }
}
