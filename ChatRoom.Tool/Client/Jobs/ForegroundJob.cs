using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ChatRoom.Client.Jobs;

/// <summary>A command that has our streams, gets our signals, and whose exit code becomes ours.</summary>
internal sealed class ForegroundJob : IDisposable
{
    private const int BlockBytes = 16 << 10;

    private readonly Process _process;
    private readonly OutputTail? _tail;
    private readonly TimeProvider _time;
    private readonly long _begin;

    private ForegroundJob(Process process, OutputTail? tail, TimeProvider time)
    {
        _process = process;
        _tail = tail;
        _time = time;
        _begin = time.GetTimestamp();
    }

    /// <summary>Starts it; where its last lines are wanted, its output and errors go through us.</summary>
    public static (ForegroundJob? Job, Failure? Failure) Start(CommandToRun command, OutputTail? tail, TimeProvider time)
    {
        var start = command.ToStart();
        start.RedirectStandardOutput = start.RedirectStandardError = tail is not null;
        try
        {
            return (new ForegroundJob(CommandToRun.Start(start), tail, time), null);
        }
        catch (Win32Exception error)
        {
            return (null, new Failure(Outcome.CommandNotExecutable, $"{command.Name} could not be started: {error.Message}"));
        }
    }

    /// <summary>
    /// Passes on a signal that we got. What a terminal's keys send went to the command as well, and a second
    /// one would mean something else to many.
    /// </summary>
    public void PassOn(PosixSignal signal)
    {
        var isOfTheKeys = signal is PosixSignal.SIGINT or PosixSignal.SIGQUIT;
        if (OperatingSystem.IsWindows() || _process.HasExited || (isOfTheKeys && Posix.IsInForeground()))
        {
            return;
        }

        Posix.Send(_process.Id, Posix.NumberOf(signal));
    }

    /// <summary>Waits for its end, and for that of its output where it goes through us.</summary>
    public async Task<(int ExitCode, TimeSpan Elapsed)> EndsAsync(Stream output, Stream errors)
    {
        var copying = _tail is null
            ? Task.CompletedTask
            : Task.WhenAll(
                CopyAsync(_process.StandardOutput.BaseStream, output, _tail.Output),
                CopyAsync(_process.StandardError.BaseStream, errors, _tail.Errors));
        await _process.WaitForExitAsync();
        var elapsed = _time.GetElapsedTime(_begin);
        await copying;
        return (_process.ExitCode, elapsed);
    }

    public void Dispose() => _process.Dispose();

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
