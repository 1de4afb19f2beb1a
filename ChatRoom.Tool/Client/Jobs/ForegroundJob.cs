using System.Runtime.InteropServices;

namespace ChatRoom.Client.Jobs;

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

    /// <summary>Starts it; where its last lines are wanted, its output and errors go through us.</summary>
    public static (ForegroundJob? Job, Failure? Failure) Start(CommandToRun command, OutputTail? tail, TimeProvider time)
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
                CopyAsync(_child.Output!, output, _tail.Output),
                CopyAsync(_child.Errors!, errors, _tail.Errors));
        var exitCode = await _child.EndsAsync();
        var elapsed = _time.GetElapsedTime(_begin);
        await copying;
        return (exitCode, elapsed);
    }

    public void Dispose() => _child.Dispose();

    private static async Task CopyAsync(Stream from, Stream to, TextLines lines)
    {
        var block = new byte[BlockBytes];
        int read;
        while ((read = await from.ReadAsync(block)) > 0)
        {
            lines.Add(block.AsSpan(0, read));
            if (!TryWrite(block.AsSpan(0, read), to))
            {
                // Closing our end tells the command, as it would be told without us.
                await from.DisposeAsync();
                return;
            }
        }
    }

    private static bool TryWrite(ReadOnlySpan<byte> bytes, Stream to)
    {
        try
        {
            to.Write(bytes);
            to.Flush();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
