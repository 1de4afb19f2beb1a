using System.Runtime.InteropServices;
using ChatRoom.Client.Jobs.Output;
using ChatRoom.Client.Options;
using ChatRoom.Client.Printing;
using ChatRoom.Native.Processes;

namespace ChatRoom.Client.Jobs.Processes;

/// <summary>A command that has our streams, gets our signals, and whose exit code becomes ours.</summary>
internal sealed class ForegroundJob : IDisposable
{
    private const int BlockBytes = 16 << 10;

    private readonly ChildProcess _child;
    private readonly OutputTail? _tail;
    private readonly TimeProvider _time;
    private readonly long _begin;

    private ForegroundJob(ChildProcess child, OutputTail? tail, TimeProvider time)
    {
        _child = child;
        _tail = tail;
        _time = time;
        _begin = time.GetTimestamp();
    }

    /// <summary>Why some of its output was not passed on; null if all was, or if it goes to our streams directly.</summary>
    public Failure? Unwritten { get; private set; }

    /// <summary>Starts it; where its last lines are wanted, its output and errors go through us.</summary>
    public static (ForegroundJob? Started, Failure? Failure) Start(CommandToRun command, OutputTail? tail, TimeProvider time)
    {
        var (child, failure) = command.Start(tail is null ? PipedStreams.None : PipedStreams.Output | PipedStreams.Errors, []);
        return child is null
            ? (null, failure! with { Sentence = $"{command.Name} {failure.Sentence}" })
            : (new ForegroundJob(child, tail, time), null);
    }

    /// <summary>
    /// Passes on a signal that we got. What a terminal's keys send went to the command as well, and a second
    /// one would mean something else to many.
    /// </summary>
    public void PassOn(PosixSignal signal)
    {
        var isOfTheKeys = signal is PosixSignal.SIGINT or PosixSignal.SIGQUIT;
        if (!OperatingSystem.IsWindows() && !(isOfTheKeys && Posix.IsInForeground()))
        {
            _child.Send(Posix.NumberOf(signal));
        }
    }

    /// <summary>Waits for its end, and for that of its output where it goes through us.</summary>
    public async Task<(int ExitCode, TimeSpan Elapsed)> EndsAsync(Stream output, Stream errors)
    {
        var copying = _tail is null
            ? Task.CompletedTask
            : Task.WhenAll(
                CopyAsync(_child.Output!, output, _tail.Output, unwritten => Unwritten = unwritten),
                CopyAsync(_child.Errors!, errors, _tail.Errors, static _ => { /* Errors that cannot be written are passed over. */ }));
        var exitCode = await _child.EndsAsync();
        var elapsed = _time.GetElapsedTime(_begin);
        await copying;
        return (exitCode, elapsed);
    }

    public void Dispose() => _child.Dispose();

    /// <summary>Passes on what the command prints; what cannot be written is read all the same, as the command has not failed.</summary>
    private static async Task CopyAsync(Stream from, Stream to, TextLines lines, Action<Failure> fail)
    {
        var block = new byte[BlockBytes];
        Failure? failure = null;
        int read;
        while ((read = await from.ReadAsync(block)) > 0)
        {
            lines.Add(block.AsSpan(0, read));
            if (failure is null && (failure = StandardOutput.TryWrite(to, block.AsSpan(0, read))) is not null)
            {
                fail(failure);
            }

            if (failure == StandardOutput.HasNoReader)
            {
                // Closing our end tells the command, as it would be told without us.
                await from.DisposeAsync();
                return;
            }
        }
    }
}
