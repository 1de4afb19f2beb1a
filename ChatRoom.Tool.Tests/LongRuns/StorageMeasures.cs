using System.Globalization;
using ChatRoom.Protocol;
using ChatRoom.Server.Log;
using ChatRoom.Server.Log.Records;
using ChatRoom.Tests.Server.Log;
using NUnit.Framework;

namespace ChatRoom.Tests.LongRuns;

/// <summary>Measures the speed of the log on disk. Prints the results and asserts nothing.</summary>
[Explicit("A measurement, for a build with -c Release.")]
[NonParallelizable]
internal sealed class StorageMeasures
{
    [Test]
    public void Commits_are_measured([Values(1, 64, 1000)] int batch)
    {
        using var log = new ScratchLog();
        using var store = log.Open();
        Fill(store, 100_000, batch);
        var records = batch == 1 ? 300_000 : 2_000_000;
        var took = Measure(() => Fill(store, records, batch));
        Print($"commits of {batch}: {took.TotalNanoseconds / records:F0} ns a record");
    }

    [TestCase(1_000_000)]
    [TestCase(10_000_000)]
    public void A_large_log_is_measured(int records)
    {
        using var log = new ScratchLog();
        using (var store = log.Open())
        {
            Fill(store, records, 1000);
            Print($"{records} records, {log.Files.Length} segments, {log.Files.Sum(file => new FileInfo(file).Length) >> 20} MiB");
        }

        for (var round = 1; round <= 3; round++)
        {
            Print($"open {round}: {Measure(() => log.Open().Dispose()).TotalMilliseconds:F0} ms");
        }

        using var again = log.Open();
        var random = new Random(1);
        again.FindTime(1);
        Print($"FindTime: {Measure(() => Repeat(100, () => again.FindTime(random.Next(records)))).TotalMilliseconds / 100:F2} ms");
        Print($"FindLast of 100: {Measure(() => Repeat(100, () => again.FindLast(100))).TotalMilliseconds / 100:F2} ms");
        Print($"FindLast of 10000: {Measure(() => Repeat(10, () => again.FindLast(10_000))).TotalMilliseconds / 10:F2} ms");
        var buffer = new byte[64 << 10];
        Print($"first read at an id: {Measure(() => Repeat(100, () => ReadOnce(again, random.Next(records), buffer))).TotalMilliseconds / 100:F2} ms");
        var read = 0L;
        var took = Measure(() => read = ReadAll(again, buffer));
        Print($"read {read >> 20} MiB of lines: {read / took.TotalSeconds / 1e6:F0} MB/s");
    }

    private static void Fill(RoomStore store, int records, int batch)
    {
        Span<byte> text = stackalloc byte[64];
        text.Fill((byte)'x');
        var line = new ServerLine { Kind = ServerLineKind.Message, Room = "lobby"u8, Name = "alice"u8, Text = text };
        _ = SessionId.TryParse("0123456789abcdef"u8, out var session);
        for (var last = store.LastId + records; store.LastId < last;)
        {
            for (var index = 1; index <= batch; index++)
            {
                line.Time = line.Id = store.LastId + index;
                store.Batch.AddEvent(line, new Stamp { Session = session, Number = line.Id });
            }

            Assert.That(store.TryCommit(out var whyNot), whyNot);
        }
    }

    private static void ReadOnce(RoomStore store, long id, byte[] buffer)
    {
        using var reader = store.ReadFrom(id);
        reader.Read(long.MaxValue, buffer);
    }

    private static long ReadAll(RoomStore store, byte[] buffer)
    {
        using var reader = store.ReadFrom(1);
        var total = 0L;
        int read;
        while ((read = reader.Read(long.MaxValue, buffer)) > 0)
        {
            total += read;
        }

        return total;
    }

    private static void Repeat(int times, Action action)
    {
        for (var time = 0; time < times; time++)
        {
            action();
        }
    }

    private static TimeSpan Measure(Action action)
    {
        var start = TimeProvider.System.GetTimestamp();
        action();
        return TimeProvider.System.GetElapsedTime(start);
    }

    private static void Print(FormattableString what) => TestContext.Out.WriteLine(what.ToString(CultureInfo.InvariantCulture));
}
