using ChatRoom.Bench.Connections;
using ChatRoom.Bench.Measuring;
using ChatRoom.Client.Options;

namespace ChatRoom.Bench;

/// <summary>One measurement: join, wait until every member has received all joins, send, wait for the deliveries, count.</summary>
internal sealed class BenchRun : IDisposable
{
    private const long FirstMark = 1;

    /// <summary>Above the number of any message.</summary>
    private const long LastMark = 1_000_000_000;

    private readonly BenchOptions _options;
    private readonly BenchClock _clock;
    private readonly BenchConnections _members;
    private readonly BenchLoop _loop;

    public BenchRun(BenchOptions options, Action<BenchProgress> report)
    {
        _options = options;
        _clock = new BenchClock(options.Server.Time);
        _members = new BenchConnections(options, _clock);
        _loop = new BenchLoop(_members, report);
    }

    /// <summary>Finds the server, and measures on a thread of its own.</summary>
    public async Task<(BenchResult? Result, Failure? Failure)> RunAsync()
    {
        return await _members.FindAsync()
            ? await Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            : (null, _members.Failure);
    }

    public void Dispose() => _members.Dispose();

    private (BenchResult? Result, Failure? Failure) Run()
    {
        // The first joins include the first contact with the server, so they are not measured.
        _loop.BeginPhase();
        var isIn = Join(1) && Join(_options.Stuck) && Join(_options.Stuck + 1);
        var begin = _clock.Now;
        if (!isIn || !Join(_options.Stuck + _options.Connections))
        {
            return (null, _members.Failure);
        }

        var joinSeconds = BenchClock.Seconds(_clock.Now - begin);

        // Each member is sent the joins of all members of its room: wait until all have been delivered.
        _members.CreateSenders();
        if (!ReceiveMark(FirstMark, 1, _options.JoinTimeout))
        {
            return (null, new Failure(Outcome.Lost, "not every member received the first message after all had joined"));
        }

        _loop.BeginPhase();
        var traffic = _options.Idle ? null : Measure();
        if (_options.Idle)
        {
            _loop.RunUntil(() => _members.Lost > 0, _options.Duration);
        }

        return (new BenchResult
        {
            Ok = _members.Lost == 0 && traffic is null or { Lost: 0, Repeated: 0, OutOfOrder: 0, Corrupt: 0, SameTotalOrder: true },
            Dialect = _options.IsTyped ? "typed" : "line",
            Connections = _options.Connections,
            Rooms = _options.Rooms,
            Stuck = _options.Stuck,
            JoinSeconds = joinSeconds,
            JoinsPerSecond = joinSeconds > 0 ? (_options.Connections - 1) / joinSeconds : 0,
            ConnectionsLost = _members.Lost,
            Traffic = traffic,
        }, null);
    }

    /// <summary>Lets members join up to this total; false if one cannot.</summary>
    private bool Join(int wanted)
    {
        var timeout = BenchClock.Nanoseconds(_options.JoinTimeout);
        _members.BeginJoining(wanted);
        _loop.RunUntil(() => _members.Failure is not null || _members.HaveJoined || IsTooLate(), TimeSpan.MaxValue);
        if (!_members.HaveJoined)
        {
            // Has no effect if there is another failure already.
            _members.FailInTime();
        }

        return _members.Failure is null;

        bool IsTooLate() => _clock.Now - _members.LastJoin > timeout;
    }

    private BenchTraffic Measure()
    {
        var senders = _members.Senders;
        var begin = _clock.Now;
        senders.Start();
        _loop.RunUntil(() => _members.Lost > 0 || senders.HaveSentAll || IsStalled(), _options.Duration, isMeasuring: true);
        senders.Stop();
        _loop.RunUntil(() => _members.Lost > 0 || senders.AreDelivered || IsStalled(), TimeSpan.MaxValue, isMeasuring: true);

        // Repeated messages arrive before the mark.
        ReceiveMark(LastMark, 2, _options.StallTimeout);
        return Count(begin);
    }

    /// <summary>True if deliveries are missing and nothing has arrived for too long.</summary>
    private bool IsStalled() =>
        _clock.Now - Math.Max(_loop.PhaseBegin, _members.Deliveries.Last) > BenchClock.Nanoseconds(_options.StallTimeout)
        && !_members.Senders.AreDelivered;

    private bool ReceiveMark(long number, int marks, TimeSpan limit)
    {
        var expected = marks * _options.Connections;
        _members.SendMarks(number);
        _loop.RunUntil(() => _members.Lost > 0 || _members.Deliveries.Marks >= expected, limit);
        return _members.Deliveries.Marks >= expected;
    }

    private BenchTraffic Count(long begin)
    {
        var rooms = _members.Rooms;
        uint[] sent = [.. _members.Senders.All.ToArray().Select(sender => sender.Sent)];
        var latency = _members.Deliveries.Latency;
        var receiveErrors = rooms.Aggregate(default(ReceiveErrors), (all, room) => all + room.Finish());
        var seconds = BenchClock.Seconds(Math.Max(_members.Deliveries.Last - begin, 0));
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
            Lost = receiveErrors.Lost,
            Repeated = receiveErrors.Repeated,
            OutOfOrder = receiveErrors.OutOfOrder,
            Corrupt = receiveErrors.Corrupt,
            SameTotalOrder = Array.TrueForAll(rooms, room => room.IsOneOrder),
        };

        double At(double share) => latency.Percentile(share) / 1000.0;
    }
}
