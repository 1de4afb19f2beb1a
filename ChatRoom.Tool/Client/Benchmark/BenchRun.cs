using ChatRoom.Protocol;

namespace ChatRoom.Client.Benchmark;

/// <summary>How far a run is.</summary>
/// <param name="Deliveries">Since the last report; null while members join, or where nobody sends.</param>
internal readonly record struct BenchProgress(int Joined, int Connections, TimeSpan Elapsed, long? Deliveries);

/// <summary>One measurement: join, wait until all have heard that all are in, send, await what is under way, count.</summary>
internal sealed class BenchRun : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    private const long FirstMark = 1;

    /// <summary>Above the number of any message.</summary>
    private const long LastMark = 1_000_000_000;

    private readonly BenchOptions _options;
    private readonly BenchClock _clock;
    private readonly BenchConnections _members;
    private readonly Action<BenchProgress> _report;
    private long _phaseBegin;
    private long _nextReport;
    private long _reported;

    public BenchRun(BenchOptions options, Action<BenchProgress> report)
    {
        _options = options;
        _report = report;
        _clock = new BenchClock(options.Server.Time);
        _members = new BenchConnections(options, _clock);
    }

    public async Task<(BenchResult? Result, Failure? Failure)> RunAsync()
    {
        BeginPhase();
        var joining = _members.JoinAllAsync();
        await WaitAsync(() => joining.IsCompleted, TimeSpan.MaxValue, isRunning: false);
        if (await joining is { } failure)
        {
            return (null, failure);
        }

        // As many joins as there are members have to reach each of them.
        if (!await HearMarkAsync(FirstMark, 1, _options.JoinTimeout))
        {
            return (null, new Failure(Outcome.Lost, "not every member heard what the first one said when all had joined"));
        }

        var traffic = _options.Idle ? null : await MeasureAsync();
        if (_options.Idle)
        {
            BeginPhase();
            await WaitAsync(() => _members.Lost > 0, _options.Duration, isRunning: true);
        }

        // The first one had to find the server, and does not count.
        var seconds = BenchClock.Seconds(_members.JoinTime);
        return (new BenchResult
        {
            Ok = _members.Lost == 0 && traffic is null or { Lost: 0, Repeated: 0, OutOfOrder: 0, Corrupt: 0, SameTotalOrder: true },
            Dialect = _options.Dialect == Dialect.Typed ? "typed" : "line",
            Connections = _options.Connections,
            JoinSeconds = seconds,
            JoinsPerSecond = seconds > 0 ? (_options.Connections - 1) / seconds : 0,
            ConnectionsLost = _members.Lost,
            Traffic = traffic,
        }, null);
    }

    public void Dispose() => _members.Dispose();

    private async Task<BenchTraffic> MeasureAsync()
    {
        var senders = _members.Senders;
        using var enough = new CancellationTokenSource();
        BeginPhase();
        var begin = _clock.Now;
        Array.ForEach(senders, sender => sender.Start());
        var pace = _options.Rate == 0 ? Task.CompletedTask : new BenchPace(_options, _clock, senders).RunAsync(enough.Token);
        await WaitAsync(() => IsOver(senders), _options.Duration, isRunning: true);
        await enough.CancelAsync();
        await pace;
        Array.ForEach(senders, sender => sender.Stop());
        await WaitAsync(() => _members.Lost > 0 || IsStalled() || Array.TrueForAll(senders, sender => sender.IsDelivered), TimeSpan.MaxValue, isRunning: true);

        // What is repeated comes before it.
        await HearMarkAsync(LastMark, 2, _options.StallTimeout);
        return Count(begin);
    }

    private bool IsOver(BenchSender[] senders) =>
        _members.Lost > 0 || Array.TrueForAll(senders, sender => sender.HasSentAll) || IsStalled();

    /// <summary>True where something is under way, and nothing has come for too long.</summary>
    private bool IsStalled()
    {
        long last = _phaseBegin;
        foreach (var lane in _members.Lanes)
        {
            last = Math.Max(last, lane.LastDelivery);
        }

        return _clock.Now - last > BenchClock.Nanoseconds(_options.StallTimeout)
            && Array.Exists(_members.Senders, sender => !sender.IsDelivered);
    }

    private async Task<bool> HearMarkAsync(long number, int marks, TimeSpan limit)
    {
        var expected = marks * _options.Connections;
        _members.SayMark(number);
        await WaitAsync(() => _members.Lost > 0 || _members.Marks >= expected, limit, isRunning: false);
        return _members.Marks >= expected;
    }

    private BenchTraffic Count(long begin)
    {
        uint[] sent = [.. _members.Senders.Select(sender => sender.Sent)];
        var latency = new LatencyHistogram();
        var last = begin;
        foreach (var lane in _members.Lanes)
        {
            lock (lane.Gate)
            {
                latency.Add(lane.Latency);
                last = Math.Max(last, lane.LastDelivery);
            }
        }

        var mistakes = _members.Checks.Aggregate(default(Mistakes), (all, check) => all + check.Finish(sent));
        var seconds = BenchClock.Seconds(last - begin);
        return new BenchTraffic
        {
            Senders = sent.Length,
            Size = _options.Size,
            Window = _options.Window,
            Rate = _options.Rate,
            Seconds = seconds,
            Messages = sent.Sum(number => number),
            Deliveries = latency.Count,
            DeliveriesPerSecond = seconds > 0 ? latency.Count / seconds : 0,
            LatencyMicroseconds = new BenchLatency(At(0.5), At(0.9), At(0.99), latency.Max / 1000.0),
            Lost = mistakes.Lost,
            Repeated = mistakes.Repeated,
            OutOfOrder = mistakes.OutOfOrder,
            Corrupt = mistakes.Corrupt,
            SameTotalOrder = _members.Checks.Select(check => check.Order).Distinct().Count() == 1,
        };

        double At(double share) => latency.Percentile(share) / 1000.0;
    }

    private void BeginPhase()
    {
        _phaseBegin = _clock.Now;
        _nextReport = 1;
    }

    /// <summary>Waits for a fact, but not longer than this, and reports once a second.</summary>
    private async Task WaitAsync(Func<bool> isTrue, TimeSpan limit, bool isRunning)
    {
        var begin = _clock.Now;
        var end = limit == TimeSpan.MaxValue ? long.MaxValue : begin + BenchClock.Nanoseconds(limit);
        while (!isTrue() && _clock.Now < end)
        {
            await Task.Delay(Look, _options.Server.Time);
            var elapsed = BenchClock.Seconds(_clock.Now - _phaseBegin);
            if (elapsed >= _nextReport)
            {
                _nextReport = (long)elapsed + 1;
                Report(TimeSpan.FromSeconds((long)elapsed), isRunning);
            }
        }
    }

    private void Report(TimeSpan elapsed, bool isRunning)
    {
        long? deliveries = null;
        if (isRunning && !_options.Idle)
        {
            long all = 0;
            foreach (var lane in _members.Lanes)
            {
                all += lane.Latency.Count;
            }

            (deliveries, _reported) = (all - _reported, all);
        }

        _report(new BenchProgress(_members.Joined, _options.Connections, elapsed, deliveries));
    }
}
