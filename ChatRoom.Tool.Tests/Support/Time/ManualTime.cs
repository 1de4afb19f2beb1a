namespace ChatRoom.Tests.Support.Time;

/// <summary>A clock that moves only when a test says so, and tells when somebody waits for it.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<(TimeSpan Due, int Count, TaskCompletionSource Seen)> _watchers = [];
    private bool _flies;
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private TimeSpan _set;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now + _set;
        }
    }

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _now.Ticks;
        }
    }

    /// <summary>Sets the clock that people read. No time passes.</summary>
    public void SetClock(TimeSpan by)
    {
        lock (_gate)
        {
            _set += by;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Completes when that many wait for just that long, from now or from before.</summary>
    public Task SomebodyWaitsFor(TimeSpan due, int count = 1)
    {
        lock (_gate)
        {
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _watchers.Add((due, count, seen));
            TellWatchers();
            return seen.Task.WaitAsync(TestTimeout.Limit);
        }
    }

    /// <summary>Lets just that much time pass once that many wait for it.</summary>
    public async Task Passes(TimeSpan due, int count = 1)
    {
        await SomebodyWaitsFor(due, count);
        Advance(due);
    }

    /// <summary>Moves the clock, and runs what is due.</summary>
    public void Advance(TimeSpan by)
    {
        List<ManualTimer> due;
        lock (_gate)
        {
            _now += by;
            due = _timers.FindAll(timer => timer.DueAt <= _now);
            due.ForEach(timer => _timers.Remove(timer));
        }

        due.ForEach(timer => timer.Fire());
    }

    /// <summary>From here on nobody waits: what is due later is due at once. For the end of a test.</summary>
    public void Flies()
    {
        lock (_gate)
        {
            _flies = true;
        }

        Advance(TimeSpan.FromDays(1));
    }

    private void TellWatchers()
    {
        foreach (var watcher in _watchers)
        {
            if (_timers.Count(timer => timer.Length == watcher.Due) >= watcher.Count)
            {
                watcher.Seen.TrySetResult();
            }
        }
    }

    /// <summary>A timer that fires once; nothing here repeats.</summary>
    private sealed class ManualTimer(ManualTime time, Action fire) : ITimer
    {
        public DateTimeOffset DueAt { get; private set; }

        public TimeSpan Length { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan && time._flies)
                {
                    ThreadPool.QueueUserWorkItem(_ => fire());
                }
                else if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Length = dueTime;
                    DueAt = time._now + dueTime;
                    time._timers.Add(this);
                    time.TellWatchers();
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
