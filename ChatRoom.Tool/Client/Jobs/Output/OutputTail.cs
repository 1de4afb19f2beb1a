using System.Text;

namespace ChatRoom.Client.Jobs.Output;

/// <summary>The last lines of a command's output and errors, in the order in which they came. Guarded by its own lock.</summary>
internal sealed class OutputTail
{
    /// <summary>The most lines to ask for: they are said as one group with the line about the end of the command.</summary>
    public const int MostLines = 500;

    /// <summary>The most bytes of all lines together.</summary>
    private const int MaxBytes = 60 << 10;

    private readonly Lock _lock = new();
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

    /// <summary>Takes the command's output. Only the loop that reads it uses this.</summary>
    public TextLines Output { get; }

    /// <summary>Takes the command's errors. Only the loop that reads them uses this.</summary>
    public TextLines Errors { get; }

    /// <summary>The lines to say, after the last output.</summary>
    public IReadOnlyList<byte[]> End()
    {
        Output.End();
        Errors.End();
        lock (_lock)
        {
            return _kept.Count < Math.Min(_count, _seen)
                ? [Encoding.UTF8.GetBytes($"(the last {_kept.Count} lines, as more would be over {MaxBytes >> 10} KiB)"), .. _kept]
                : [.. _kept];
        }
    }

    private void Keep(byte[] line)
    {
        lock (_lock)
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
