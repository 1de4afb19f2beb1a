namespace ChatRoom.Server.Connections.Loops;

/// <summary>
/// The state of a socket that a loop watches: this signal is set when there is input, and <see cref="Output"/> when
/// the socket accepts output again. It has ended after the peer has closed its side or is gone: every receive
/// then returns something, at least the end.
/// </summary>
/// <param name="loop">Watches the socket.</param>
/// <param name="key">Never used twice by the loop; the lower half is the slot.</param>
internal sealed class Readiness(EpollLoop loop, long key) : Signal(loop), IDisposable
{
    private Signal? _output;

    public long Key => key;

    public int Slot => (int)key;

    /// <summary>The last round that sent input of this socket. Loop thread only.</summary>
    public int Round { get; set; } = -1;

    /// <summary>Awaited after a send found the socket full. Made on the first use, because most sockets are never full.</summary>
    public Signal Output
    {
        get
        {
            var output = Volatile.Read(ref _output);
            if (output is null)
            {
                // A change before this point was not signaled, so the first wait completes at once.
                output = new Signal(Loop, isSet: true);
                Interlocked.Exchange(ref _output, output);
            }

            return output;
        }
    }

    /// <summary>The socket accepts output, or is broken, which the next send shows. Loop thread only.</summary>
    public void SetOutput() => Volatile.Read(ref _output)?.Set(ended: false);

    /// <summary>The socket is closed; a task that waits continues and finds that out.</summary>
    public void Dispose()
    {
        loop.Forget(this);
        Set(ended: true);
        Volatile.Read(ref _output)?.Set(ended: true);
    }
}
