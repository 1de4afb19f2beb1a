using ChatRoom.Server.Doors;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors;

/// <summary>The time when the garbage of many new connections is collected.</summary>
internal sealed class HeapTrimTests
{
    private readonly ManualTime _time = new();
    private readonly TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _collected;
    private HeapTrim _trim = null!;

    [SetUp]
    public void Begin() => _trim = new HeapTrim(_time, () => _collected++);

    [Test]
    public async Task After_many_connections_and_a_quiet_time_memory_is_collected_once()
    {
        Connect(HeapTrim.MinConnections);

        var waiting = _trim.WaitAsync(_next.Task, default);
        await _time.Passes(HeapTrim.QuietTime);
        await waiting.WaitAsync(TestTimeout.Limit);
        await _trim.WaitAsync(_next.Task, default).WaitAsync(TestTimeout.Limit);

        Assert.That(_collected, Is.EqualTo(1));
    }

    [Test]
    public async Task A_continuing_rush_is_not_delayed()
    {
        Connect(HeapTrim.MinConnections);

        var waiting = _trim.WaitAsync(_next.Task, default);
        await _time.SomebodyWaitsFor(HeapTrim.QuietTime);
        _next.SetResult();
        await waiting.WaitAsync(TestTimeout.Limit);

        Assert.That(_collected, Is.Zero);
    }

    [Test]
    public async Task A_few_connections_are_not_worth_a_pause()
    {
        Connect(HeapTrim.MinConnections - 1);

        await _trim.WaitAsync(_next.Task, default).WaitAsync(TestTimeout.Limit);

        Assert.That(_collected, Is.Zero);
    }

    [Test]
    public async Task A_stopping_server_does_not_wait()
    {
        using var stop = new CancellationTokenSource();
        Connect(HeapTrim.MinConnections);

        var waiting = _trim.WaitAsync(_next.Task, stop.Token);
        await _time.SomebodyWaitsFor(HeapTrim.QuietTime);
        await stop.CancelAsync();
        await waiting.WaitAsync(TestTimeout.Limit);

        Assert.That(_collected, Is.Zero);
    }

    private void Connect(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _trim.Count();
        }
    }
}
