using System.Globalization;
using ChatRoom.CommandLine.Hosting;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.CommandLine.Hosting;

/// <summary>A server's log if standard error fails or blocks.</summary>
internal sealed class HostLogTests
{
    [Test]
    public void Lines_that_cannot_be_written_are_counted_and_reported_before_the_next_one()
    {
        using var error = new TestError { IsBroken = true };
        using var log = new HostLog(error, new EventOptions());
        log.WriteLine("one");
        log.WriteLine("two");
        error.WaitForWrites(2);

        error.IsBroken = false;
        log.WriteLine("three");
        log.Complete();

        Assert.That(error.ToString(), Is.EqualTo("2 lines of this log could not be written\nthree\n"));
        Assert.That(log.Unwritten, Is.EqualTo(2));
    }

    [TestCase(false, "{0} lines of this log could not be written\n")]
    [TestCase(true, "{{\"time\":\"2026-01-02T03:04:05.000Z\",\"level\":\"warning\",\"event\":\"unwritten\",\"text\":\"{0} lines of this log could not be written\",\"count\":{0}}}\n")]
    public void A_log_that_is_not_read_delays_nobody_and_reports_the_gap_once_when_it_is_read_again(bool isJson, string gap)
    {
        const int reported = 20_000;
        using var error = new TestError();
        using var log = new HostLog(error, new EventOptions { IsJson = isJson, Time = new ManualTime() });
        error.Stop();
        for (var number = 1; number <= reported; number++)
        {
            log.WriteLine($"line {number}");
        }

        error.Continue();
        log.Complete();

        var written = error.ToString();
        var unwritten = (int)log.Unwritten;
        Assert.That(unwritten, Is.InRange(1, reported - 1));
        Assert.That(written, Is.EqualTo(
            string.Concat(Enumerable.Range(1, reported - unwritten).Select(number => $"line {number}\n"))
            + string.Format(CultureInfo.InvariantCulture, gap, unwritten)));
    }

    [Test]
    public async Task A_log_that_is_never_read_does_not_delay_the_end()
    {
        using var error = new TestError();
        using var log = new HostLog(error, new EventOptions());
        error.Stop();
        log.WriteLine("unread");

        await Task.Run(log.Complete).WaitAsync(TestTimeout.Limit);

        error.Continue();
    }

    /// <summary>Standard error that fails, or blocks for a while. Any thread.</summary>
    private sealed class TestError : StringWriter
    {
        private readonly ManualResetEventSlim _isReady = new(initialState: true);
        private readonly SemaphoreSlim _writes = new(0);

        public TestError() => NewLine = "\n";

        public bool IsBroken { get; set; }

        public void Stop() => _isReady.Reset();

        public void Continue() => _isReady.Set();

        public void WaitForWrites(int count)
        {
            for (; count > 0; count--)
            {
                Assert.That(_writes.Wait(TestTimeout.Limit), "a line was not written");
            }
        }

        public override void WriteLine(string? value)
        {
            _isReady.Wait();
            try
            {
                if (IsBroken)
                {
                    throw new IOException("Broken pipe");
                }

                base.WriteLine(value);
            }
            finally
            {
                _writes.Release();
            }
        }

        protected override void Dispose(bool disposing)
        {
            _isReady.Dispose();
            _writes.Dispose();
            base.Dispose(disposing);
        }
    }
}
