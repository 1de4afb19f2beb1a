using System.Buffers.Text;
using Microsoft.Win32.SafeHandles;

namespace ChatRoom.Server.Fanout.Sending;

/// <summary>
/// The processor cores that nobody but the sending threads used lately, from the first line of <c>/proc/stat</c>: see proc_stat(5).
/// Read at most ten times a second, and only when asked. Loop thread only.
/// </summary>
/// <param name="time">Measures the time between two reads.</param>
/// <param name="used">The time that the sending threads have used.</param>
internal sealed class SpareCores(TimeProvider time, Func<TimeSpan> used) : IDisposable
{
    /// <summary>The units of time of the file in a second, on every Linux machine that .NET supports.</summary>
    private const double TicksInSecond = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly SafeFileHandle? _file = TryOpen();
    private readonly byte[] _line = new byte[256];
    private long _readAt = time.GetTimestamp();
    private long _ticks;
    private TimeSpan _used;
    private double _spare;

    /// <summary>The number of cores, on average between the last two reads; 0 before that, or if the system does not tell.</summary>
    public double Count()
    {
        var elapsed = time.GetElapsedTime(_readAt);
        if (_file is null || elapsed < Interval)
        {
            return _spare;
        }

        var (ticks, usedNow) = (IdleTicks(_line.AsSpan(0, RandomAccess.Read(_file, _line, 0))), used());
        _spare = _ticks == 0 ? 0 : (((ticks - _ticks) / TicksInSecond) + (usedNow - _used).TotalSeconds) / elapsed.TotalSeconds;
        (_ticks, _used, _readAt) = (ticks, usedNow, time.GetTimestamp());
        return _spare;
    }

    public void Dispose() => _file?.Dispose();

    /// <summary>The time that all cores together were idle or waited for a disk: the fourth and fifth number of the line.</summary>
    public static long IdleTicks(ReadOnlySpan<byte> line)
    {
        long ticks = 0;
        var field = 0;
        foreach (var range in line.Split((byte)' '))
        {
            // After "cpu" come two spaces, so the numbers begin with the third field.
            if (field is 5 or 6 && Utf8Parser.TryParse(line[range], out long number, out _))
            {
                ticks += number;
            }

            field++;
        }

        return ticks;
    }

    private static SafeFileHandle? TryOpen()
    {
        try
        {
            return OperatingSystem.IsLinux() ? File.OpenHandle("/proc/stat") : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Some containers hide it: the loop sends alone.
            return null;
        }
    }
}
