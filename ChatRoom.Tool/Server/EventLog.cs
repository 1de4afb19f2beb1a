using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ChatRoom.Files;
using ChatRoom.Protocol;

namespace ChatRoom.Server;

/// <summary>
/// The lines that an operator reads: sentences, or a JSON object each. Whatever is in them, no control character
/// gets out. A line that cannot be written is counted, as there is nobody else to tell. Guarded by its own lock.
/// </summary>
internal sealed class EventLog(TextWriter output, EventOptions options)
{
    // Controls are taken out before; what is left is for programs and terminals, and not for a page of HTML.
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock _gate = new();
    private long _unwritten;

    public bool IsJson => options.IsJson;

    public bool ShowsAddresses => options.ShowsAddresses;

    public bool Shows(EventLevel level) => level <= options.Level;

    /// <summary>Writes an event where its level is asked for. In JSON the sentence is the key <c>text</c>.</summary>
    public void Write(EventLevel level, string name, string sentence, params ReadOnlySpan<EventField> fields)
    {
        if (Shows(level))
        {
            WriteClean(level, name, TextFilter.Clean(sentence), fields);
        }
    }

    /// <summary>Writes a bug, which takes several lines where they are not those of a program.</summary>
    public void WriteBug(string name, string sentence, Exception bug) => WriteClean(
        EventLevel.Error,
        name,
        string.Join('\n', $"{sentence}: {bug}".Split('\n').Select(TextFilter.Clean)),
        new EventField("exception", bug.GetType().FullName));

    private void WriteClean(EventLevel level, string name, string sentence, params ReadOnlySpan<EventField> fields)
    {
        var line = options.IsJson ? Json(level, name, sentence, fields) : sentence;
        lock (_gate)
        {
            // Where the one before could not be written, that comes first.
            if (_unwritten == 0 || TryWrite(Unwritten()))
            {
                _unwritten = TryWrite(line) ? 0 : _unwritten + 1;
            }
            else
            {
                _unwritten++;
            }
        }
    }

    private string Unwritten()
    {
        var sentence = $"{_unwritten} lines of this log could not be written";
        return options.IsJson ? Json(EventLevel.Warning, "unwritten", sentence, [EventField.Of("count", _unwritten)]) : sentence;
    }

    /// <summary>A reader of the log that is gone, or a disk that is full, must not end the server.</summary>
    private bool TryWrite(string line)
    {
        try
        {
            output.WriteLine(line);
            return true;
        }
        catch (Exception gone) when (FileFailure.IsExpected(gone))
        {
            return false;
        }
    }

    private string Json(EventLevel level, string name, string sentence, ReadOnlySpan<EventField> fields)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line, Relaxed))
        {
            json.WriteStartObject();
            json.WriteString("time"u8, options.Time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("level"u8, NameOf(level));
            json.WriteString("event"u8, name);
            json.WriteString("text"u8, sentence);
            foreach (var field in fields)
            {
                if (field.Number is { } number)
                {
                    json.WriteNumber(field.Key, number);
                }
                else if (field.Text is { } text)
                {
                    json.WriteString(field.Key, TextFilter.Clean(text));
                }
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(line.WrittenSpan);
    }

    private static string NameOf(EventLevel level) => level switch
    {
        EventLevel.Error => "error",
        EventLevel.Warning => "warning",
        EventLevel.Info => "info",
        _ => "debug",
    };
}
