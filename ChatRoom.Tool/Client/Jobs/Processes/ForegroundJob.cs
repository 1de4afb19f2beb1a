using System.Runtime.InteropServices;
using ChatRoom.Client.Jobs.Output;
using ChatRoom.Client.Options;
using ChatRoom.Client.Printing;
using ChatRoom.Native.Processes;

namespace ChatRoom.Client.Jobs.Processes;

/// <summary>A command that runs in our place: it has our streams, gets our signals, and gives us its exit code.</summary>
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

    /// <summary>Why some of the output could not be written; null if all was written, or if it does not go through us.</summary>
    public Failure? WriteFailure { get; private set; }

    /// <summary>Starts the command. If its last lines are wanted, its output and errors are piped.</summary>
    public static (ForegroundJob? Started, Failure? Failure) Start(CommandToRun command, OutputTail? tail, TimeProvider time)
    {
        var (child, failure) = command.Start(tail is null ? PipedStreams.None : PipedStreams.Output | PipedStreams.Errors, []);
        return child is null
            ? (null, failure! with { Sentence = $"{command.Name} {failure.Sentence}" })
            : (new ForegroundJob(child, tail, time), null);
    }

    /// <summary>
    /// Forwards a signal that we got. The keys of a terminal send theirs to the command as well; many commands would treat a
    /// second one differently, so these are not forwarded.
    /// </summary>
    public void Forward(PosixSignal signal)
    {
        var isFromKeys = signal is PosixSignal.SIGINT or PosixSignal.SIGQUIT;
        if (!OperatingSystem.IsWindows() && !(isFromKeys && Posix.IsInForeground()))
        {
            _child.Send(Posix.NumberOf(signal));
        }
    }

    /// <summary>Waits until the command has ended, and until its output has ended if it is piped.</summary>
    public async Task<(int ExitCode, TimeSpan Elapsed)> WaitForExitAsync(Stream output, Stream errors)
    {
        var copying = _tail is null
            ? Task.CompletedTask
            : Task.WhenAll(
                CopyAsync(_child.Output!, output, _tail.Output, unwritten => WriteFailure = unwritten),
                CopyAsync(_child.Errors!, errors, _tail.Errors, static _ => { /* There is nowhere to report errors that cannot be written. */ }));
        var exitCode = await _child.WaitForExitAsync();
        var elapsed = _time.GetElapsedTime(_begin);
        await copying;
        return (exitCode, elapsed);
    }

    public void Dispose() => _child.Dispose();

    /// <summary>Copies the output. After a failed write it goes on reading, because the command has not failed.</summary>
    private static async Task CopyAsync(Stream from, Stream to, TextLines lines, Action<Failure> report)
    {
        var block = new byte[BlockBytes];
        Failure? failure = null;
        int read;
        while ((read = await from.ReadAsync(block)) > 0)
        {
            lines.Add(block.AsSpan(0, read));
            if (failure is null && (failure = StandardOutput.TryWrite(to, block.AsSpan(0, read))) is not null)
            {
                report(failure);
            }

            if (failure == StandardOutput.HasNoReader)
            {
                // Closing our end lets the command's next write fail, as it would without us.
                await from.DisposeAsync();
                return;
            }
        }
    }
}
