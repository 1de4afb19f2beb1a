using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Line;
using ChatRoom.Protocol.Typed;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms.Reading;

/// <summary>
/// The last messages of a room, sent again to one client: each message and action, the oldest first, as an event that is
/// past, or as a notice with its time. All of it is one answer of bounded size; if not all of it fits, a notice says so.
/// Used by one thread, for one answer.
/// </summary>
internal sealed class History
{
    /// <summary>Bytes of one answer: two answers may wait in a mailbox.</summary>
    private const int MaxBytes = (Mailbox.Capacity / 2) - 256;

    private readonly ServerLineEncoding _encoding;
    private readonly byte[] _room;
    private readonly long _now;
    private readonly bool _asEvents;

    private History(ServerLineEncoding encoding, byte[] room, long now, bool asEvents)
    {
        (_encoding, _room, _now, _asEvents) = (encoding, room, now, asEvents);
    }

    /// <summary>The answer for a person, in a dialect.</summary>
    /// <param name="log">The room's typed log.</param>
    /// <param name="room">The room's name.</param>
    /// <param name="count">The most messages and actions.</param>
    /// <param name="now">The log's time, in Unix milliseconds.</param>
    public static ReadOnlySpan<byte> Notices(Dialect dialect, EncodedLog log, byte[] room, int count, long now) =>
        new History(dialect.Encoding, room, now, asEvents: false).Answer(log, count, out _);

    /// <summary>The answer for a program: past events, then their number.</summary>
    /// <param name="log">The room's typed log.</param>
    /// <param name="room">The room's name.</param>
    /// <param name="count">The most messages and actions.</param>
    /// <param name="now">The log's time, in Unix milliseconds.</param>
    public static ReadOnlySpan<byte> Events(EncodedLog log, byte[] room, int count, long now)
    {
        var answer = new History(ServerLineEncoding.Typed, room, now, asEvents: true).Answer(log, count, out var events);
        Span<byte> buffer = stackalloc byte[ServerLine.MaxEncoded];
        var last = buffer[..ServerLineWriter.Write(new ServerLine { Kind = ServerLineKind.History, Room = room, Number = events }, buffer)];
        return (byte[])[.. answer, .. last];
    }

    /// <param name="log">The room's typed log.</param>
    /// <param name="count">The most messages and actions.</param>
    /// <param name="fitting">The number of those in the answer.</param>
    private byte[] Answer(EncodedLog log, int count, out int fitting)
    {
        var found = new PastSearch(log, PastQuery.Newest(count)).Find();
        var lines = found.ConvertAll(said => _asEvents ? [.. TypedWords.Past, (byte)' ', .. said.Typed, (byte)'\n'] : NoticeOf(said));
        var (first, left) = (lines.Count, MaxBytes);
        while (first > 0 && (left -= lines[first - 1].Length) >= 0)
        {
            first--;
        }

        fitting = lines.Count - first;
        var why = lines.Count == 0 ? "Nothing was said here so far."
            : first > 0 ? $"Only the last {fitting} fit into one answer."
            : null;
        return [.. why is null ? [] : Notice(_now, Encoding.ASCII.GetBytes(why)), .. lines.Skip(first).SelectMany(line => line)];
    }

    private byte[] NoticeOf(PastEvent said)
    {
        // The line was parsed when it was found, so it is valid.
        _ = ServerLineParser.TryParse(said.Typed, out var line);
        Span<byte> plain = stackalloc byte[ServerLine.MaxEncoded];
        var length = PlainWriter.Write(line, plain) - 1;
        return Notice(said.Time, [.. Encoding.ASCII.GetBytes(UtcTime.Short(said.Time, _now)), (byte)' ', .. plain[..length]]);
    }

    private byte[] Notice(long time, ReadOnlySpan<byte> text) =>
        _encoding.Encode(new ServerLine { Kind = ServerLineKind.Notice, Room = _room, Time = time, Text = text });
}
