using System.Buffers;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Line;
using ChatRoom.Protocol.Typed;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>
/// What was said in a room, told again to one person: a notice for each message and action, the oldest first, with
/// the time at which it was said. All of it is one answer, and bounded as such; where not all fits, it says so.
/// </summary>
internal sealed class History
{
    /// <summary>Bytes of the things said in one answer: two answers may wait in a mailbox.</summary>
    private const int MaxBytes = (Mailbox.Capacity / 2) - 256;

    private readonly Dialect _dialect;
    private readonly long _now;
    private readonly List<byte[]> _said = [];

    private History(Dialect dialect, long now)
    {
        _dialect = dialect;
        _now = now;
    }

    /// <summary>The newest so many things that were said, in the dialect of whoever asks.</summary>
    /// <param name="dialect">The dialect of the answer.</param>
    /// <param name="log">The room's typed log.</param>
    /// <param name="count">How many.</param>
    /// <param name="now">The time in the log's own milliseconds.</param>
    public static ReadOnlySpan<byte> Spell(Dialect dialect, EncodedLog log, int count, long now)
    {
        var history = new History(dialect, now);
        if (LogSearch.Find(log, Since.Last(count), now) is { } start)
        {
            history.Read(new Reader([], new Mailbox(Dialect.Typed), log, start));
        }

        return history.Answer(count);
    }

    private void Read(Reader past)
    {
        var feed = new Feed(past.Mailbox);
        feed.Follow(past);
        var horizon = feed.Horizon;
        while (feed.TryNext(horizon, out var piece) || feed.NeedsReplay)
        {
            if (feed.NeedsReplay)
            {
                ReadFromDisk(feed);
                continue;
            }

            Collect(piece.Lines.Span);
            Collect(piece.Following.Span);
            feed.Advance(piece.End);
        }

        feed.Close();
    }

    private void ReadFromDisk(Feed feed)
    {
        var block = ArrayPool<byte>.Shared.Rent(Replay.BlockBytes);
        Collect(block.AsSpan(0, feed.ReadFromDisk(block, out _)));
        ArrayPool<byte>.Shared.Return(block);
    }

    private void Collect(ReadOnlySpan<byte> lines)
    {
        Span<byte> plain = stackalloc byte[ServerLine.MaxEncoded];
        while (!lines.IsEmpty)
        {
            var end = lines.IndexOf((byte)'\n');
            if (ServerLineParser.TryParse(lines[..end], out var line) == ParseResult.Ok
                && line.Kind is ServerLineKind.Message or ServerLineKind.Action)
            {
                var length = PlainWriter.Write(line, plain) - 1;
                _said.Add(Notice(line.Time, [.. Encoding.ASCII.GetBytes(UtcTime.Short(line.Time, _now)), (byte)' ', .. plain[..length]]));
            }

            lines = lines[(end + 1)..];
        }
    }

    private byte[] Answer(int count)
    {
        // More may have been said since the place was looked for.
        var asked = Math.Min(count, _said.Count);
        var (first, left) = (_said.Count, MaxBytes);
        while (first > _said.Count - asked && (left -= _said[first - 1].Length) >= 0)
        {
            first--;
        }

        var fitting = _said.Count - first;
        var why = asked == 0 ? "Nothing was said here so far."
            : fitting < asked ? $"Only the last {fitting} of these {asked} fit into one answer."
            : null;
        return [.. why is null ? [] : Notice(_now, Encoding.ASCII.GetBytes(why)), .. _said.Skip(first).SelectMany(line => line)];
    }

    private byte[] Notice(long time, ReadOnlySpan<byte> text)
    {
        Span<byte> buffer = stackalloc byte[ServerLine.MaxEncoded];
        var notice = new ServerLine { Kind = ServerLineKind.Notice, Time = time, Text = text };
        return buffer[..LineEncoder.Write(_dialect, notice, buffer)].ToArray();
    }
}
