using ChatRoom.Client.Options;

namespace ChatRoom.Client.Jobs.Processes;

/// <summary>Starts a program that was found, with its arguments, in this system's way.</summary>
internal abstract class Launcher
{
    /// <summary>Starts the program; or null, and why not, in words that follow its name.</summary>
    /// <param name="piped">The streams to pipe.</param>
    /// <param name="variables">Environment variables instead of ours; a null value removes one.</param>
    public abstract (ChildProcess? Child, Failure? Failure) Start(PipedStreams piped, IReadOnlyCollection<(string Name, string? Value)> variables);
}
