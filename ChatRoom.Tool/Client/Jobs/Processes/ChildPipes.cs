using System.IO.Pipes;
using ChatRoom.Native.Processes;
using Microsoft.Win32.SafeHandles;

namespace ChatRoom.Client.Jobs.Processes;

/// <summary>Pipes to the streams of a program that is about to start. Disposing closes the program's ends in this process.</summary>
internal sealed class ChildPipes : IDisposable
{
    private readonly List<SafePipeHandle> _theirs = [];
    private readonly List<(int From, int To)> _numbers = [];

    public Stream? Input { get; private set; }

    public Stream? Output { get; private set; }

    public Stream? Errors { get; private set; }

    /// <summary>The program's ends, each with its file descriptor in the program.</summary>
    public ReadOnlySpan<(int From, int To)> Theirs => _numbers.ToArray();

    /// <summary>Makes a pipe for each of these streams; returns 0, or the error.</summary>
    public int Open(PipedStreams streams)
    {
        var error = 0;
        if (streams.HasFlag(PipedStreams.Input))
        {
            (Input, error) = Open(PipeDirection.Out, 0);
        }

        if (error == 0 && streams.HasFlag(PipedStreams.Output))
        {
            (Output, error) = Open(PipeDirection.In, 1);
        }

        if (error == 0 && streams.HasFlag(PipedStreams.Errors))
        {
            (Errors, error) = Open(PipeDirection.In, 2);
        }

        if (error != 0)
        {
            Input?.Dispose();
            Output?.Dispose();
        }

        return error;
    }

    public void Dispose() => _theirs.ForEach(end => end.Dispose());

    private (Stream? Ours, int Error) Open(PipeDirection direction, int number)
    {
        if (PosixSpawn.MakePipe(out var reading, out var writing) is not 0 and var error)
        {
            return (null, error);
        }

        var (ours, theirs) = direction == PipeDirection.In ? (reading, writing) : (writing, reading);
        _numbers.Add((theirs, number));
        _theirs.Add(new SafePipeHandle(theirs, ownsHandle: true));
        return (new AnonymousPipeClientStream(direction, new SafePipeHandle(ours, ownsHandle: true)), 0);
    }
}
