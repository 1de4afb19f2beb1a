using ChatRoom.Server.Log.Segments;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Moderation.Log;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Moderation.Log;

internal sealed class ControlDamageTests
{
    private ScratchControlLog _scratch = null!;
    private byte[] _content = null!;

    /// <summary>The lines: where each begins and ends with its LF, and where its group begins.</summary>
    private readonly List<(int Start, int End, int GroupStart)> _lines = [];

    private string File1 => Path.Combine(_scratch.LogPath, SegmentFile.NameOf(1));

    [SetUp]
    public void Make()
    {
        _scratch = new ScratchControlLog();
        using (var log = _scratch.Open())
        {
            ScratchControlLog.Impose(log, _scratch.Of("bob", reason: "fish"));
            ScratchControlLog.Impose(log, _scratch.Of("192.0.2.0/24", TimeSpan.FromHours(1)));
            ScratchControlLog.Mute(log, _scratch.Of("ann"));
            ScratchControlLog.Lock(log, "attic");
            ScratchControlLog.Commit(log, new ControlAct.ReplaceList(BanList.Bans, [_scratch.Of("eve"), _scratch.Of("192.0.2.0/24"), _scratch.Of("J_J")], ScratchControlLog.Name("server")));
            ScratchControlLog.Lock(log, "attic", isLocked: false);
            ScratchControlLog.Impose(log, _scratch.Of("last"));
        }

        _content = File.ReadAllBytes(_scratch.Files.Single());
        _lines.Clear();
        var (groupStart, groupLines) = (0, 0);
        for (var start = 0; start < _content.Length;)
        {
            var end = start + _content.AsSpan(start).IndexOf((byte)'\n') + 1;
            Assert.That(ControlLines.TryParse(_content.AsSpan()[start..(end - 1)], out _, out var more));
            if (more > 0)
            {
                (groupStart, groupLines) = (start, 1 + more);
            }

            _lines.Add((start, end, groupLines-- > 0 ? groupStart : start));
            start = end;
        }
    }

    [TearDown]
    public void Delete() => _scratch.Dispose();

    [Test]
    public void A_log_cut_off_anywhere_loses_only_the_records_that_were_being_written()
    {
        for (var length = 0; length < _content.Length; length++)
        {
            var next = _lines.Find(line => line.End > length);
            Check(_content[..length], _lines.FindAll(line => line.End <= length && line.End <= next.GroupStart), isLost: next.GroupStart < length, $"cut at {length}");
        }
    }

    [Test]
    public void A_flipped_bit_damages_only_its_line()
    {
        for (var bit = 0; bit < 8 * _content.Length; bit += 3)
        {
            var damaged = _content.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));

            // A line without its LF damages the next line as well.
            Check(damaged, _lines.FindAll(line => bit / 8 < line.Start - 1 || bit / 8 >= line.End), isLost: true, $"bit {bit}");
        }
    }

    [Test]
    public void A_new_segment_whose_head_is_damaged_takes_nothing_away_while_the_old_one_is_there()
    {
        var (store, state) = _scratch.OpenStore();
        Assert.That(store.TryBeginNext(state, [], 1, 1, out _, out var whyNot), whyNot);
        store.Dispose();
        var newest = _scratch.Files[^1];
        var content = File.ReadAllBytes(newest);
        var expected = ScratchControlLog.TextOf(state);
        for (var at = 0; at < content.Length; at++)
        {
            File.WriteAllBytes(newest, content[..at]);
            Reads($"cut at {at}");
            var damaged = content.ToArray();
            damaged[at] ^= 1;
            File.WriteAllBytes(newest, damaged);
            Reads($"damaged at {at}");
        }

        void Reads(string what)
        {
            var (again, read) = _scratch.OpenStore();
            again.Dispose();
            Assert.That(ScratchControlLog.TextOf(read).Split('\n').Order(), Is.EqualTo(expected.Split('\n').Order()), what);
        }
    }

    private void Check(byte[] damaged, List<(int Start, int End, int GroupStart)> undamaged, bool isLost, string what)
    {
        Array.ForEach(_scratch.Files, File.Delete);
        _scratch.Reports.Clear();
        File.WriteAllBytes(File1, damaged);
        var expected = new ControlState();
        foreach (var (start, end, _) in undamaged)
        {
            Assert.That(ControlLines.TryParse(_content.AsSpan()[start..(end - 1)], out var record, out _));
            expected.Apply(record!);
        }

        var (store, state) = _scratch.OpenStore();
        Assert.That(ScratchControlLog.TextOf(state), Is.EqualTo(ScratchControlLog.TextOf(expected)), what);
        Assert.That(!_scratch.Reports.IsEmpty, Is.EqualTo(isLost), what);

        var ban = new ControlRecord.Imposed(BanList.Bans, _scratch.Of("goes-on"));
        Assert.That(store.TryAppend(state, [ban], 1, 1, out var written, out var whyNot), whyNot);
        Array.ForEach(written, state.Apply);
        store.Dispose();
        var (again, after) = _scratch.OpenStore();
        again.Dispose();
        Assert.That(ScratchControlLog.TextOf(after), Is.EqualTo(ScratchControlLog.TextOf(state)), what);
    }
}
