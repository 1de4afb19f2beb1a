using ChatRoom.Server.Connections.Loops;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Connections.Loops;

[Platform("Linux")]
internal sealed class SignalTests : IAsyncDisposable
{
    private readonly EpollLoop _loop = EpollLoop.TryStart(() => { })!;
    private readonly Signal _signal;

    public SignalTests() => _signal = new Signal(_loop);

    public async ValueTask DisposeAsync()
    {
        await _loop.StopAsync();
        _loop.Dispose();
    }

    [Test]
    public void A_signal_set_before_completes_one_wait()
    {
        _signal.Set(ended: false);
        _signal.Set(ended: false);
        Assert.That(_signal.WaitAsync(CancellationToken.None).AsTask().IsCompletedSuccessfully);
        Assert.That(_signal.WaitAsync(CancellationToken.None).AsTask().IsCompleted, Is.False);
    }

    [Test]
    public async Task A_wait_ends_when_the_signal_is_set_and_the_next_wait_is_new()
    {
        for (var i = 0; i < 3; i++)
        {
            var wait = _signal.WaitAsync(CancellationToken.None);
            Assert.That(wait.IsCompleted, Is.False);
            _signal.Set(ended: false);
            Assert.That(await wait, Is.True);
        }
    }

    [Test]
    public void A_cancelled_wait_throws_and_loses_nothing()
    {
        using var cancel = new CancellationTokenSource();
        var wait = _signal.WaitAsync(cancel.Token).AsTask();
        cancel.Cancel();
        Assert.That(async () => await wait, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await _signal.WaitAsync(cancel.Token), Throws.InstanceOf<OperationCanceledException>());
        _signal.Set(ended: false);
        Assert.That(_signal.WaitAsync(CancellationToken.None).AsTask().IsCompletedSuccessfully);
    }

    [Test]
    public void After_the_end_every_wait_completes()
    {
        _signal.Set(ended: true);
        Assert.That(_signal.WaitAsync(CancellationToken.None).AsTask().IsCompletedSuccessfully);
        Assert.That(_signal.WaitAsync(CancellationToken.None).AsTask().IsCompletedSuccessfully);
    }

    [Test]
    public async Task A_closed_socket_ends_the_waits_for_input_and_output()
    {
        var readiness = new Readiness(_loop, key: 0);
        var input = readiness.WaitAsync(CancellationToken.None);
        Assert.That((await readiness.Output.WaitAsync(CancellationToken.None)), "a change before the first use is not signaled");
        var output = readiness.Output.WaitAsync(CancellationToken.None);
        Assert.That(input.IsCompleted || output.IsCompleted, Is.False);
        readiness.Dispose();
        Assert.That(await input & await output);
    }

    [Test]
    public async Task Input_and_output_are_separate_signals()
    {
        var readiness = new Readiness(_loop, key: 0);
        await readiness.Output.WaitAsync(CancellationToken.None);
        var input = readiness.WaitAsync(CancellationToken.None);
        var output = readiness.Output.WaitAsync(CancellationToken.None);
        readiness.Set(ended: true);
        Assert.That(await input);
        Assert.That(output.IsCompleted, Is.False, "a peer that sends nothing more may still read");
        readiness.SetOutput();
        Assert.That(await output);
    }

    [Test]
    public async Task A_task_goes_on_on_the_loop_if_another_thread_sets_or_cancels()
    {
        using var cancel = new CancellationTokenSource();
        await _loop.InvokeAsync(async () =>
        {
            var setting = Task.Run(() => _signal.Set(ended: false));
            await _signal.WaitAsync(CancellationToken.None);
            Assert.That(_loop.IsCurrent, "after the signal was set");
            await setting;
            Assert.That(_loop.IsCurrent, "after a task of another thread");
            var wait = _signal.WaitAsync(cancel.Token);
            await Task.Run(cancel.Cancel);
            try
            {
                await wait;
                Assert.Fail("the wait was cancelled");
            }
            catch (OperationCanceledException)
            {
                Assert.That(_loop.IsCurrent, "after a cancellation");
            }
        }).WaitAsync(TestTimeout.Limit);
    }

    [Test]
    public async Task Either_setting_or_cancelling_ends_each_wait_and_never_both()
    {
        for (var i = 0; i < 5000; i++)
        {
            using var cancel = new CancellationTokenSource();
            using var start = new Barrier(2);
            var setting = Task.Run(() =>
            {
                start.SignalAndWait(TestTimeout.Limit);
                _signal.Set(ended: false);
            });
            var wait = _signal.WaitAsync(cancel.Token).AsTask();
            start.SignalAndWait(TestTimeout.Limit);
            await cancel.CancelAsync();
            await setting;
            await Task.WhenAny(wait).WaitAsync(TestTimeout.Limit);

            // If the cancellation won, the signal is kept for the next wait.
            Assert.That(wait.IsCanceled || wait.IsCompletedSuccessfully);
            var next = _signal.WaitAsync(CancellationToken.None).AsTask();
            Assert.That(next.IsCompleted, Is.EqualTo(wait.IsCanceled));
            if (!next.IsCompleted)
            {
                _signal.Set(ended: false);
                await next.WaitAsync(TestTimeout.Limit);
            }
        }
    }
}
