using System.Globalization;
using System.Text;
using ChatRoom.Server.Log;
using ChatRoom.Server.Log.Records;
using ChatRoom.Server.Log.Segments;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Log.Segments;

/// <summary>
/// A log of two segments with every kind of record. A test damages it. Then this checks that undamaged lines are read in
/// order and once, that missing ones are reported, and that the log goes on.
/// </summary>
internal sealed class DamagedLog : IDisposable
{
    /// <summary>The times in this log equal its ids: the first segment ends with the event 301, and no event gets too old.</summary>
    private static readonly StoreOptions Options = new() { KeepFor = TimeSpan.FromMilliseconds(8 * 300) };

    private readonly ScratchLog _log = new();
    private readonly string[] _files;
    private readonly byte[][] _contents;

    /// <summary>The lines of the newest segment: where each begins and ends with its LF, and where its group begins.</summary>
    private readonly List<(int Start, int End, int GroupStart)> _lines = [];

    public DamagedLog()
    {
        using (var store = _log.Open(Options))
        {
            Fill(store);
            LastId = store.LastId;
        }

        _files = _log.Files;
        _contents = [.. _files.Select(File.ReadAllBytes)];
        Assert.That(_files, Has.Length.EqualTo(2));
        var (groupStart, groupLines) = (0, 0);
        for (var start = 0; start < Newest.Length;)
        {
            var end = start + Newest.AsSpan(start).IndexOf((byte)'\n') + 1;
            var stamp = Encoding.UTF8.GetString(Newest, start, end - start).Split(' ')[1];
            if (stamp.Contains('+', StringComparison.Ordinal))
            {
                (groupStart, groupLines) = (start, 1 + int.Parse(stamp.Split('+')[1], CultureInfo.InvariantCulture));
            }

            _lines.Add((start, end, groupLines-- > 0 ? groupStart : start));
            start = end;
        }
    }

    public byte[] Newest => _contents[^1];

    public byte[] Oldest => _contents[0];

    /// <summary>Bytes at the end of the newest segment that a test damages.</summary>
    public int Tail => Math.Min(4096, Newest.Length);

    private long LastId { get; }

    /// <summary>Cuts off the newest segment, as if the server was killed during a write.</summary>
    public void CutAt(int length)
    {
        var next = _lines.Find(line => line.End > length);
        var whole = next.End == 0 ? length : next.GroupStart;
        Check([Oldest, Newest[..length]], [Oldest, Newest[..whole]], isLost: whole < length, keepsIds: false);
    }

    /// <summary>Flips bits of the newest or of the oldest segment.</summary>
    public void Flip(bool isNewest, params int[] bits)
    {
        var original = isNewest ? Newest : Oldest;
        var damaged = original.ToArray();
        foreach (var bit in bits)
        {
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        var hit = bits.Select(bit => bit / 8).ToHashSet();
        var left = new List<byte>();
        for (var start = 0; start < original.Length;)
        {
            var end = start + original.AsSpan(start).IndexOf((byte)'\n') + 1;

            // A line without its LF damages the next line as well.
            if (!hit.Any(at => at >= start - 1 && at < end))
            {
                left.AddRange(original[start..end]);
            }

            start = end;
        }

        Check(
            isNewest ? [Oldest, damaged] : [damaged, Newest],
            isNewest ? [Oldest, [.. left]] : [[.. left], Newest],
            isLost: true,
            keepsIds: true);
    }

    public void Dispose() => _log.Dispose();

    private void Check(byte[][] damaged, byte[][] undamaged, bool isLost, bool keepsIds)
    {
        Array.ForEach([.. _log.Files.Except(_files)], File.Delete);
        _log.Reports.Clear();
        foreach (var (file, content) in _files.Zip(damaged))
        {
            // In place: some systems wait for the disk if a file is created thousands of times.
            using var handle = File.OpenHandle(file, FileMode.OpenOrCreate, FileAccess.Write);
            RandomAccess.SetLength(handle, content.Length);
            RandomAccess.Write(handle, content, 0);
        }

        string expected;
        long id;
        using (var store = _log.Open(Options))
        {
            id = store.LastId;
            Assert.That(id, Is.GreaterThanOrEqualTo(keepsIds ? LastId : LastIdIn(undamaged)), "ids are not given out again");
            expected = Expected(undamaged, id);
            Assert.That(ScratchLog.Read(store), Is.EqualTo(expected));
            Assert.That(!_log.Reports.IsEmpty, Is.EqualTo(isLost), "a fault was reported to the operator");
            expected += ScratchLog.Say(store, ++id, "goes on", ScratchLog.Alice, number: 1_000_000);
            ScratchLog.Commit(store);
            Assert.That(ScratchLog.Read(store, from: id - 1), Does.EndWith(expected[^20..]));
        }

        _log.Reports.Clear();
        using var again = _log.Open(Options);
        Assert.That(again.LastId, Is.EqualTo(id));
        Assert.That(again.State.Sessions.Find(ScratchLog.Session(ScratchLog.Alice)!.Value)!.Number, Is.EqualTo(1_000_000));
        Assert.That(ScratchLog.Read(again), Is.EqualTo(expected));
    }

    /// <summary>The events of undamaged lines, and a gap for missing ids up to <paramref name="lastId"/>.</summary>
    private static string Expected(byte[][] contents, long lastId)
    {
        var text = new StringBuilder();
        var next = 1L;
        foreach (var (id, line) in Events(contents))
        {
            text.Append(id == next ? "" : $"gap {next} {id - next} lobby\n").Append(line).Append('\n');
            next = id + 1;
        }

        return text.Append(next > lastId ? "" : $"gap {next} {lastId + 1 - next} lobby\n").ToString();
    }

    private static long LastIdIn(byte[][] contents) => Events(contents).Select(line => line.Id).DefaultIfEmpty().Last();

    private static IEnumerable<(long Id, string Line)> Events(byte[][] contents) =>
        from content in contents
        from line in Encoding.UTF8.GetString(content).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        let body = line.Split(' ', 3)[2]
        where body.Split(' ')[0] is "message"
        select (long.Parse(body.Split(' ')[1], CultureInfo.InvariantCulture), body);

    private static void Fill(RoomStore store)
    {
        ScratchLog.SetTopic(store, 1, "bob", "fish");
        ScratchLog.Mark(store, ScratchLog.Bob, number: 3, time: 1, new NumberRange(1, 2));
        ScratchLog.SayAndCommit(store, 301, length: 10);
        for (var round = 1; round <= 12; round++)
        {
            var id = store.LastId;
            ScratchLog.Say(store, id + 1, $"hello {round}", ScratchLog.Alice, number: round);
            ScratchLog.Commit(store);
            ScratchLog.Say(store, id + 2, "one of three", ScratchLog.Bob, number: 10 * round, [new((10 * round) - 3, (10 * round) - 2)], more: 2);
            ScratchLog.Say(store, id + 3, "two of three J*");
            ScratchLog.Say(store, id + 4, "three of three");
            ScratchLog.Mark(store, ScratchLog.Alice, number: round, time: id + 4);
            ScratchLog.Commit(store);
            ScratchLog.SetTopic(store, id + 4, "bob", "chips");
            ScratchLog.Say(store, id + 5, "a pair JJ", more: 1);
            ScratchLog.Say(store, id + 6, "a pair JJ");
            ScratchLog.Commit(store);
        }
    }
}
