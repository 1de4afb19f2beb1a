using ChatRoom.Server.Rooms;

namespace ChatRoom.Server.Connections;

/// <summary>
/// The sending half of a connection. It holds no queue of messages: its feed knows what comes next, and
/// the pump alone calls <see cref="Push"/>. While the peer takes nothing the outbound waits for it in a
/// task of its own, and the pump passes it by.
/// </summary>
internal abstract class Outbound(SocketTransport transport, Feed feed, Action wake, ServerOptions options)
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<bool> _wait = Task.FromResult(true);

    /// <summary>True once the peer took nothing at all for as long as it may; it is lost then.</summary>
    public bool IsStalled { get; private set; }

    protected SocketTransport Transport { get; } = transport;

    protected ServerOptions Options { get; } = options;

    protected Feed Feed { get; } = feed;

    /// <summary>Completes when everything up to the feed's end was handed to the kernel, or when the peer is lost.</summary>
    public Task Finished => _finished.Task;

    /// <summary>True while nothing of what was taken off the feed is held back.</summary>
    protected virtual bool IsFlushed => true;

    /// <summary>Sends what there is, as far as the peer takes it; false once there will never be more.</summary>
    public bool Push()
    {
        if (!_wait.IsCompleted)
        {
            return true;
        }

        var alive = _wait.GetAwaiter().GetResult() && !_stop.IsCancellationRequested && TrySendPending();
        if (!_wait.IsCompleted || (alive && !(Feed.IsAtEnd && IsFlushed)))
        {
            return true;
        }

        if (!alive)
        {
            Transport.Dispose();
        }

        _finished.TrySetResult();
        return false;
    }

    /// <summary>Gives up what is not sent, and waits until nothing of this outbound runs any more.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        wake();
        await Finished;
        _stop.Dispose();
    }

    /// <summary>Ends this outbound because of a bug that its <see cref="Push"/> met.</summary>
    public void Fail()
    {
        Transport.Dispose();
        _finished.TrySetResult();
    }

    /// <summary>Sends until the feed is empty, or until it must wait; false where the peer is lost.</summary>
    protected abstract bool TrySendPending();

    /// <summary>Takes this outbound out of the pump's rounds until the work is done; its result is whether the peer is still there.</summary>
    protected void WaitFor(Func<CancellationToken, Task<bool>> work)
    {
        _wait = EndQuietly(work(_stop.Token));
        _wait.GetAwaiter().UnsafeOnCompleted(wake);
    }

    /// <summary>Sends all of it, as long as the peer takes something now and then.</summary>
    protected async Task<bool> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        using var stalled = new CancellationTokenSource(Options.StallTimeout, Options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, stalled.Token);
        try
        {
            return await Transport.SendAsync(bytes, either.Token);
        }
        catch (OperationCanceledException) when (stalled.IsCancellationRequested)
        {
            IsStalled = true;
            return false;
        }
    }

    private static async Task<bool> EndQuietly(Task<bool> work)
    {
        try
        {
            return await work;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
