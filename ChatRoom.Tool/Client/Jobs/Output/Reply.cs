using System.Text;

namespace ChatRoom.Client.Jobs.Output;

/// <summary>What a command answers to the room: its output from the beginning, as far as the bounds go.</summary>
internal sealed class Reply
{
    public const int MaxLines = 1000;

    /// <summary>Of all lines in all.</summary>
    public const int MaxBytes = 64 << 10;

    private readonly List<byte[]> _kept = [];
    private readonly TextLines _lines;
    private int _bytes;
    private long _leftOut;

    public Reply() => _lines = new TextLines(Keep);

    public void Add(ReadOnlySpan<byte> output) => _lines.Add(output);

    /// <summary>The lines to say, once all output is known; the last one counts those that are left out.</summary>
    public IReadOnlyList<byte[]> End()
    {
        _lines.End();
        return _leftOut == 0 ? _kept : [.. _kept, Encoding.UTF8.GetBytes($"(and {_leftOut} more lines)")];
    }

    private void Keep(byte[] line)
    {
        if (_leftOut > 0 || _kept.Count == MaxLines - 1 || _bytes + line.Length > MaxBytes)
        {
            _leftOut++;
            return;
        }

        _bytes += line.Length;
        _kept.Add(line);
    }
}
