using System.Text;

namespace ChatRoom.Client.Jobs.Output;

/// <summary>The last lines of a command's output and errors, in the order in which they came. Guarded by its own lock.</summary>
internal sealed class OutputTail
{
    /// <summary>Lines that can be asked for: they are said together with one that tells how the command ended.</summary>
    public const int MostLines = 500;

    /// <summary>Of all lines in all.</summary>
    private const int MaxBytes = 60 << 10;

    private readonly Lock _gate = new();
    private readonly Queue<byte[]> _kept = [];
    private readonly int _count;
    private int _bytes;
    private long _seen;

    public OutputTail(int count)
    {
        _count = count;
        Output = new TextLines(Keep);
        Errors = new TextLines(Keep);
    }

    /// <summary>Where the command's output goes; touched by the loop that reads it.</summary>
    public TextLines Output { get; }

    /// <summary>Where the command's errors go; touched by the loop that reads them.</summary>
    public TextLines Errors { get; }

    /// <summary>The lines to say, once all output is known.</summary>
    public IReadOnlyList<byte[]> End()
    {
        Output.End();
        Errors.End();
        lock (_gate)
        {
            return _kept.Count < Math.Min(_count, _seen)
                ? [Encoding.UTF8.GetBytes($"(the last {_kept.Count} lines, as more would be over {MaxBytes >> 10} KiB)"), .. _kept]
                : [.. _kept];
        }
    }

    private void Keep(byte[] line)
    {
        lock (_gate)
        {
            _seen++;
            _kept.Enqueue(line);
            _bytes += line.Length;
            while (_kept.Count > _count || _bytes > MaxBytes)
            {
                _bytes -= _kept.Dequeue().Length;
            }
        }
    }
}
