using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ChatRoom.Protocol.Text;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Events;

/// <summary>
/// Writes the operator's log: a sentence or a JSON object for each event. Control characters are removed from every value.
/// The output must never block, because the threads that report events also serve people. Any thread; guarded by its
/// own lock.
/// </summary>
internal sealed class EventLog(TextWriter output, EventOptions options)
{
    // Control characters are removed before, and the output is not HTML, so nothing else needs escaping.
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock _lock = new();

    public bool IsJson => options.IsJson;

    public bool ShowsAddresses => options.ShowsAddresses;

    /// <summary>The line that reports how many lines are missing before it.</summary>
    public static string Unwritten(EventOptions options, long count)
    {
        var sentence = $"{count} lines of this log could not be written";
        return options.IsJson ? Json(options, EventLevel.Warning, "unwritten", sentence, [EventField.Of("count", count)]) : sentence;
    }

    public bool IsEnabled(EventLevel level) => level <= options.Level;

    /// <summary>Writes an event if its level is enabled. In JSON the sentence is the field <c>text</c>.</summary>
    public void Write(EventLevel level, string name, string sentence, params ReadOnlySpan<EventField> fields)
    {
        if (IsEnabled(level))
        {
            WriteClean(level, name, TextFilter.Clean(sentence), fields);
        }
    }

    /// <summary>Writes an exception: several lines as sentences, one line in JSON.</summary>
    public void WriteBug(string name, string sentence, Exception bug) => WriteClean(
        EventLevel.Error,
        name,
        string.Join('\n', $"{sentence}: {bug}".Split('\n').Select(TextFilter.Clean)),
        new EventField("exception", bug.GetType().FullName));

    private void WriteClean(EventLevel level, string name, string sentence, params ReadOnlySpan<EventField> fields)
    {
        var line = options.IsJson ? Json(options, level, name, sentence, fields) : sentence;
        lock (_lock)
        {
            output.WriteLine(line);
        }
    }

    private static string Json(EventOptions options, EventLevel level, string name, string sentence, ReadOnlySpan<EventField> fields)
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
