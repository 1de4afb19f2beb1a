namespace ChatRoom.Client.Jobs.Processes;

/// <summary>Which streams of a command go through us; the others are ours.</summary>
[Flags]
internal enum PipedStreams
{
    None = 0,
    Input = 1,
    Output = 2,
    Errors = 4,
}

/// <summary>A command that was started. Any thread may send it signals.</summary>
internal abstract class ChildProcess : IDisposable
{
    /// <summary>Our ends of its streams; null for those that do not go through us.</summary>
    public Stream? Input { get; protected init; }

    public Stream? Output { get; protected init; }

    public Stream? Errors { get; protected init; }

    /// <summary>Completes with its exit code; 128 and the signal where one ended it.</summary>
    public abstract Task<int> EndsAsync();

    /// <summary>Sends it a signal; does nothing once it has ended.</summary>
    public abstract void Send(int signal);

    /// <summary>
    /// Asks it to end, and all that it started: a shell that is asked to end leaves its commands behind, which keep its output open.
    /// Where the system does not list processes, it alone is asked; where nothing can be asked, all are ended.
    /// </summary>
    public abstract void Terminate();

    /// <summary>Ends it, and all that it started, except for those that may not be ended, such as one that runs as somebody else.</summary>
    public abstract void Kill();

    public virtual void Dispose()
    {
        Input?.Dispose();
        Output?.Dispose();
        Errors?.Dispose();
    }
}
