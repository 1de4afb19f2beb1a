using ChatRoom.Server.Connections.Loops;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Connections.Loops;

internal sealed class SignalTests
{
    private readonly Signal _signal = new();

    [Test]
    public void What_was_told_before_is_not_waited_for_and_counts_once()
    {
        _signal.Tell(ended: false);
        _signal.Tell(ended: false);
        Assert.That(_signal.WaitAsync(CancellationToken.None).AsTask().IsCompletedSuccessfully);
        Assert.That(_signal.WaitAsync(CancellationToken.None).AsTask().IsCompleted, Is.False);
    }

    [Test]
    public async Task A_wait_ends_when_it_is_told_and_the_next_is_a_new_one()
    {
        for (var i = 0; i < 3; i++)
        {
            var wait = _signal.WaitAsync(CancellationToken.None);
            Assert.That(wait.IsCompleted, Is.False);
            _signal.Tell(ended: false);
            Assert.That(await wait, Is.True);
        }
    }

    [Test]
    public void A_wait_that_is_cancelled_says_so_and_loses_nothing()
    {
        using var cancel = new CancellationTokenSource();
        var wait = _signal.WaitAsync(cancel.Token).AsTask();
        cancel.Cancel();
        Assert.That(async () => await wait, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await _signal.WaitAsync(cancel.Token), Throws.InstanceOf<OperationCanceledException>());
        _signal.Tell(ended: false);
        Assert.That(_signal.WaitAsync(CancellationToken.None).AsTask().IsCompletedSuccessfully);
    }

    [Test]
    public void The_end_is_told_again_and_again()
    {
        _signal.Tell(ended: true);
        Assert.That(_signal.WaitAsync(CancellationToken.None).AsTask().IsCompletedSuccessfully);
        Assert.That(_signal.WaitAsync(CancellationToken.None).AsTask().IsCompletedSuccessfully);
    }

    [Test]
    public async Task A_socket_that_is_closed_ends_the_waits_for_input_and_output()
    {
        var readiness = new Readiness(_ => { }, key: 0);
        var input = readiness.WaitAsync(CancellationToken.None);
        Assert.That((await readiness.Output.WaitAsync(CancellationToken.None)), "what changed before it was asked for is not told");
        var output = readiness.Output.WaitAsync(CancellationToken.None);
        Assert.That(input.IsCompleted || output.IsCompleted, Is.False);
        readiness.Dispose();
        Assert.That(await input & await output);
    }

    [Test]
    public async Task Input_and_output_are_told_apart()
    {
        var readiness = new Readiness(_ => { }, key: 0);
        await readiness.Output.WaitAsync(CancellationToken.None);
        var input = readiness.WaitAsync(CancellationToken.None);
        var output = readiness.Output.WaitAsync(CancellationToken.None);
        readiness.Tell(ended: true);
        Assert.That(await input);
        Assert.That(output.IsCompleted, Is.False, "a peer that sends nothing more may still read");
        readiness.TellOutput();
        Assert.That(await output);
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
                start.SignalAndWait(TestTimeout.Limit);
                _signal.Tell(ended: false);
            });
            var wait = _signal.WaitAsync(cancel.Token).AsTask();
            start.SignalAndWait(TestTimeout.Limit);
            await cancel.CancelAsync();
            await telling;
            await Task.WhenAny(wait).WaitAsync(TestTimeout.Limit);

            // Where the cancellation won, the news is kept for the next wait.
            Assert.That(wait.IsCanceled || wait.IsCompletedSuccessfully);
            Assert.That(_signal.WaitAsync(CancellationToken.None).AsTask().IsCompleted, Is.EqualTo(wait.IsCanceled));
            if (wait.IsCompletedSuccessfully)
            {
                _signal.Tell(ended: false);
            }
        }
    }
}
