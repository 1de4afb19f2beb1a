using ChatRoom.Server.Doors;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors;

/// <summary>When memory is given back that a crowd of newcomers left behind.</summary>
internal sealed class HeapTrimTests
{
    private readonly ManualTime _time = new();
    private readonly TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _collected;
    private HeapTrim _trim = null!;

    [SetUp]
    public void Begin() => _trim = new HeapTrim(_time, () => _collected++);

    [Test]
    public async Task Once_a_crowd_has_come_and_nobody_else_does_memory_is_given_back_once()
    {
        Come(HeapTrim.Crowd);

        var waiting = _trim.WaitAsync(_next.Task, default);
        await _time.Passes(HeapTrim.Quiet);
        await waiting.WaitAsync(TestTimeout.Limit);
        await _trim.WaitAsync(_next.Task, default).WaitAsync(TestTimeout.Limit);

        Assert.That(_collected, Is.EqualTo(1));
    }

    [Test]
    public async Task While_a_crowd_still_comes_it_is_not_held_up()
    {
        Come(HeapTrim.Crowd);

        var waiting = _trim.WaitAsync(_next.Task, default);
        await _time.SomebodyWaitsFor(HeapTrim.Quiet);
        _next.SetResult();
        await waiting.WaitAsync(TestTimeout.Limit);

        Assert.That(_collected, Is.Zero);
    }

    [Test]
    public async Task A_few_newcomers_are_not_worth_a_pause()
    {
        Come(HeapTrim.Crowd - 1);

        await _trim.WaitAsync(_next.Task, default).WaitAsync(TestTimeout.Limit);

        Assert.That(_collected, Is.Zero);
    }

    [Test]
    public async Task A_server_that_stops_meanwhile_does_not_wait()
    {
        using var stop = new CancellationTokenSource();
        Come(HeapTrim.Crowd);

        var waiting = _trim.WaitAsync(_next.Task, stop.Token);
        await _time.SomebodyWaitsFor(HeapTrim.Quiet);
        await stop.CancelAsync();
        await waiting.WaitAsync(TestTimeout.Limit);

        Assert.That(_collected, Is.Zero);
    }

    private void Come(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _trim.OneMoreCame();
        }
    }
}
