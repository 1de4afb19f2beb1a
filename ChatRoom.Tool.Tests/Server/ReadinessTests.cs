using ChatRoom.Server.Connections;
using ChatRoom.Tests.Support;
using NUnit.Framework;

namespace ChatRoom.Tests.Server;

internal sealed class ReadinessTests
{
    private readonly Readiness _readiness = new(_ => { }, slot: 0);

    [Test]
    public void What_was_told_before_is_not_waited_for_and_counts_once()
    {
        _readiness.Set(ended: false);
        _readiness.Set(ended: false);
        Assert.That(_readiness.WaitAsync(CancellationToken.None).AsTask().IsCompletedSuccessfully);
        Assert.That(_readiness.WaitAsync(CancellationToken.None).AsTask().IsCompleted, Is.False);
    }

    [Test]
    public async Task A_wait_ends_when_it_is_told_and_the_next_is_a_new_one()
    {
        for (var i = 0; i < 3; i++)
        {
            var wait = _readiness.WaitAsync(CancellationToken.None);
            Assert.That(wait.IsCompleted, Is.False);
            _readiness.Set(ended: false);
            Assert.That(await wait, Is.True);
        }
    }

    [Test]
    public void A_wait_that_is_cancelled_says_so_and_loses_nothing()
    {
        using var cancel = new CancellationTokenSource();
        var wait = _readiness.WaitAsync(cancel.Token).AsTask();
        cancel.Cancel();
        Assert.That(async () => await wait, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await _readiness.WaitAsync(cancel.Token), Throws.InstanceOf<OperationCanceledException>());
        _readiness.Set(ended: false);
        Assert.That(_readiness.WaitAsync(CancellationToken.None).AsTask().IsCompletedSuccessfully);
    }

    [Test]
    public void The_end_is_told_again_and_again()
    {
        _readiness.Set(ended: true);
        Assert.That(_readiness.WaitAsync(CancellationToken.None).AsTask().IsCompletedSuccessfully);
        Assert.That(_readiness.WaitAsync(CancellationToken.None).AsTask().IsCompletedSuccessfully);
    }

    [Test]
    public async Task Disposing_ends_a_wait()
    {
        var wait = _readiness.WaitAsync(CancellationToken.None);
        _readiness.Dispose();
        Assert.That(await wait, Is.True);
    }

    [Test]
    public async Task Of_telling_and_cancelling_at_once_exactly_one_ends_each_wait()
    {
        for (var i = 0; i < 5000; i++)
        {
            using var cancel = new CancellationTokenSource();
            using var start = new Barrier(2);
            var telling = Task.Run(() =>
            {
                start.SignalAndWait(Patience.Limit);
                _readiness.Set(ended: false);
            });
            var wait = _readiness.WaitAsync(cancel.Token).AsTask();
            start.SignalAndWait(Patience.Limit);
            await cancel.CancelAsync();
            await telling;
            await Task.WhenAny(wait).WaitAsync(Patience.Limit);

            // Where the cancellation won, the news is kept for the next wait.
            Assert.That(wait.IsCanceled || wait.IsCompletedSuccessfully);
            Assert.That(_readiness.WaitAsync(CancellationToken.None).AsTask().IsCompleted, Is.EqualTo(wait.IsCanceled));
            if (wait.IsCompletedSuccessfully)
            {
                _readiness.Set(ended: false);
            }
        }
    }
}
