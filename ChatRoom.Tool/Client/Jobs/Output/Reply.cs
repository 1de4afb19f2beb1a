using System.Text;

namespace ChatRoom.Client.Jobs.Output;

/// <summary>A command's answer to the room: the beginning of its output, within limits. One loop uses it.</summary>
internal sealed class Reply
{
    public const int MaxLines = 1000;

    /// <summary>The most bytes of all lines together.</summary>
    public const int MaxBytes = 64 << 10;

    private readonly List<byte[]> _kept = [];
    private readonly TextLines _lines;
    private int _bytes;
    private long _leftOut;

    public Reply() => _lines = new TextLines(Keep);

    public void Add(ReadOnlySpan<byte> output) => _lines.Add(output);

    /// <summary>The lines to say, after the last output; the last line counts those that are left out.</summary>
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
