using System.Runtime.Versioning;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Log;

/// <summary>Readers of a log whose segments are deleted while they read.</summary>
[TestFixture(false)]
[TestFixture(true)]
[UnsupportedOSPlatform("windows")]
internal sealed class RetentionTests(bool portable)
{
    private const int Batch = 250;
    private const int Batches = 80;

    private static readonly string Padding = new('x', 400);

    [Test]
    public async Task A_reader_that_is_slower_than_the_deletion_gets_each_event_once_or_in_a_gap()
    {
        using var folder = new ScratchDirectory();
        await using var server = RunningServer.Start(RunningServer.Options with
        {
            Portable = portable,
            WindowBytes = 128 << 10,
            Log = new LogOptions { Folder = folder["log"], Keep = 1 << 20 },
        });
        using var alice = await server.JoinTypedAsync("alice");
        using var slow = await TestPeer.EnterAsync(server.EndPoint.Port, "watch lobby all", "^watching lobby ", narrow: true);
        using var slower = await TestPeer.EnterAsync(server.EndPoint.Port, "watch lobby all", "^watching lobby ", narrow: true);
        var read = new Reading(slow);
        var readLess = new Reading(slower);
        for (var batch = 0; batch < Batches; batch++)
        {
            await SayAsync(alice, batch * Batch);
            await read.ReadAsync(lines: Batch / 3);
            await readLess.ReadAsync(lines: Batch / 30);
        }

        var last = 1 + (Batch * Batches);
        await read.ReadUpToAsync(last);
        await readLess.ReadUpToAsync(last);
        Assert.That(readLess.Gaps, Is.Positive, "the reader was slow enough to miss events");
    }

    private static async Task SayAsync(TestPeer alice, int before)
    {
        await alice.Sends(string.Concat(Enumerable.Range(before + 1, Batch).Select(number => $"say {number} lobby {number} {Padding}\n")));
        while (!(await alice.NextLine()).StartsWith($"ack {before + Batch} ", StringComparison.Ordinal))
        {
        }
    }

    /// <summary>The progress of one reader: asserts that each line is the next event or a gap from it on.</summary>
    private sealed class Reading(TestPeer reader)
    {
        private long _next = 1;

        public int Gaps { get; private set; }

        public async Task ReadAsync(int lines)
        {
            for (; lines > 0; lines--)
            {
                await ReadAsync();
            }
        }

        public async Task ReadUpToAsync(long last)
        {
            while (_next <= last)
            {
                await ReadAsync();
            }
        }

        private async Task ReadAsync()
        {
            var fields = (await reader.NextLine()).Split(' ', 7);
            Assert.That(long.Parse(fields[1]), Is.EqualTo(_next), string.Join(' ', fields.Take(6)));
            if (fields[0] == "gap")
            {
                Gaps++;
                _next += long.Parse(fields[2]);
                return;
            }

            // The first event is the join; after it, the number of each message is one less than its id.
            Assert.That(_next == 1 || fields[5] == $"{_next - 1}", string.Join(' ', fields.Take(6)));
            _next++;
        }
    }
}
