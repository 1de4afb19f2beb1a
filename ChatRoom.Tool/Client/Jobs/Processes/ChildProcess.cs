namespace ChatRoom.Client.Jobs.Processes;

/// <summary>The streams of a command that are piped to us. It inherits the others.</summary>
[Flags]
internal enum PipedStreams
{
    None = 0,
    Input = 1,
    Output = 2,
    Errors = 4,
}

/// <summary>A running command. Any thread may send it signals.</summary>
internal abstract class ChildProcess : IDisposable
{
    /// <summary>Our end of the pipe; null if this stream is not piped.</summary>
    public Stream? Input { get; protected init; }

    public Stream? Output { get; protected init; }

    public Stream? Errors { get; protected init; }

    /// <summary>Completes with the exit code, which is 128 plus the signal if a signal ended the command.</summary>
    public abstract Task<int> WaitForExitAsync();

    /// <summary>Sends a signal; does nothing after the command has ended.</summary>
    public abstract void Send(int signal);

    /// <summary>
    /// Asks the command and all of its descendants to end: a shell that ends leaves its commands running, which keep its
    /// output open. If the system does not list processes, only the command is asked. If it has no such signal, all are killed.
    /// </summary>
    public abstract void Terminate();

    /// <summary>Kills the command and all of its descendants, except for those that we may not kill, such as another user's.</summary>
    public abstract void Kill();

    public virtual void Dispose()
    {
        Input?.Dispose();
        Output?.Dispose();
        Errors?.Dispose();
    }
}
