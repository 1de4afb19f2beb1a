namespace ChatRoom.Client.Benchmark;

/// <summary>Has the senders send in turn at a rate, looking once a millisecond at what is due.</summary>
internal sealed class BenchPace(BenchOptions options, BenchClock clock, BenchSender[] senders)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);

    public async Task RunAsync(CancellationToken stop)
    {
        using var looks = new PeriodicTimer(Look, options.Server.Time);
        var begin = clock.Now;
        long sent = 0;
        try
        {
            do
            {
                var due = (long)(BenchClock.Seconds(clock.Now - begin) * options.Rate) + 1;
                while (sent < due && senders[sent % senders.Length].TrySendOne())
                {
                    sent++;
                }
            }
            while (await looks.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }
    }
}
