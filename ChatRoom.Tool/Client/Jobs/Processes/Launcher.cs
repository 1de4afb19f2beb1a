using ChatRoom.Client.Options;

namespace ChatRoom.Client.Jobs.Processes;

/// <summary>A program that was found, with its arguments, and how this system starts it.</summary>
internal abstract class Launcher
{
    /// <summary>Starts it, or says why not in words that stand behind its name.</summary>
    /// <param name="piped">The streams that go through us.</param>
    /// <param name="variables">What it has in its environment in place of what we have; null for nothing.</param>
    public abstract (ChildProcess? Child, Failure? Failure) Start(PipedStreams piped, IReadOnlyCollection<(string Name, string? Value)> variables);
}
