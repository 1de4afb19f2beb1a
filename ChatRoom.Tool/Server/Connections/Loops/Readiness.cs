namespace ChatRoom.Server.Connections.Loops;

/// <summary>
/// Tells of a socket that a loop watches: itself that there is input, and <see cref="Output"/> that it takes
/// output again. It has ended once the peer has closed its side or is gone: from there on every receive finds
/// something, if only the end.
/// </summary>
/// <param name="forget">Told that the socket is closed.</param>
/// <param name="key">What the loop knows it by, and no other that there is or was: its slot in the lower half.</param>
internal sealed class Readiness(Action<Readiness> forget, long key) : Signal, IDisposable
{
    private Signal? _output;

    public long Key => key;

    public int Slot => (int)key;

    /// <summary>To be waited for by whoever found the socket full; made then, because most never are.</summary>
    public Signal Output
    {
        get
        {
            var output = Volatile.Read(ref _output);
            if (output is null)
            {
                // What changed before this could be seen was not told, so the first wait is none.
                output = new Signal(isTold: true);
                Interlocked.Exchange(ref _output, output);
            }

            return output;
        }
    }

    /// <summary>Called by the loop: the socket takes output, or is broken, which sending will show.</summary>
    public void TellOutput() => Volatile.Read(ref _output)?.Tell(ended: false);

    /// <summary>The socket is closed; whoever waits finds that out.</summary>
    public void Dispose()
    {
        forget(this);
        Tell(ended: true);
        Volatile.Read(ref _output)?.Tell(ended: true);
    }
}
