namespace ChatRoom.Tests.Support.Time;

/// <summary>A clock that only a test moves. A test can wait until a timer of a given length is set. Guarded by its own lock.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<(TimeSpan Due, int Count, TaskCompletionSource Seen)> _watchers = [];
    private bool _firesAtOnce;
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private TimeSpan _clockOffset;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now + _clockOffset;
        }
    }

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _now.Ticks;
        }
    }

    /// <summary>Sets the wall clock. No time passes for timers.</summary>
    public void SetClock(TimeSpan by)
    {
        lock (_lock)
        {
            _clockOffset += by;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Completes when this many timers of exactly this length are running.</summary>
    public Task SomebodyWaitsFor(TimeSpan due, int count = 1)
    {
        lock (_lock)
        {
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _watchers.Add((due, count, seen));
            NotifyWatchers();
            return seen.Task.WaitAsync(TestTimeout.Limit);
        }
    }

    /// <summary>Lets exactly this much time pass, after this many timers of this length are running.</summary>
    public async Task Passes(TimeSpan due, int count = 1)
    {
        await SomebodyWaitsFor(due, count);
        Advance(due);
    }

    /// <summary>Moves the clock, and fires the timers that are due.</summary>
    public void Advance(TimeSpan by)
    {
        List<ManualTimer> due;
        lock (_lock)
        {
            _now += by;
            due = _timers.FindAll(timer => timer.DueAt <= _now);
            due.ForEach(timer => _timers.Remove(timer));
        }

        due.ForEach(timer => timer.Fire());
    }

    /// <summary>From now on every timer fires at once. For the end of a test.</summary>
    public void FireAllAtOnce()
    {
        lock (_lock)
        {
            _firesAtOnce = true;
        }

        Advance(TimeSpan.FromDays(1));
    }

    private void NotifyWatchers()
    {
        foreach (var watcher in _watchers)
        {
            if (_timers.Count(timer => timer.Length == watcher.Due) >= watcher.Count)
            {
                watcher.Seen.TrySetResult();
            }
        }
    }

    /// <summary>A timer that fires once. No timer of the program repeats.</summary>
    private sealed class ManualTimer(ManualTime time, Action fire) : ITimer
    {
        public DateTimeOffset DueAt { get; private set; }

        public TimeSpan Length { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                time._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan && time._firesAtOnce)
                {
                    ThreadPool.QueueUserWorkItem(_ => fire());
                }
                else if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Length = dueTime;
                    DueAt = time._now + dueTime;
                    time._timers.Add(this);
                    time.NotifyWatchers();
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (time._lock)
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
