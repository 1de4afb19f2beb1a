using Microsoft.Win32.SafeHandles;

namespace ChatRoom.Server.Log.Records;

/// <summary>
/// Reads the lines of a file between two offsets. A line longer than the buffer is returned empty: the buffer holds any
/// record, so that line is damaged. Bytes after the last LF are not a line. One thread only.
/// </summary>
internal ref struct LineScan(SafeFileHandle file, long start, long end, Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;
    private int _from;
    private int _filled;
    private long _readAt = start;

    /// <summary>The offset of the line; at the end, the offset after the last line.</summary>
    public long LineStart { get; private set; } = start;

    /// <summary>The offset after the line and its LF.</summary>
    public long LineEnd { get; private set; } = start;

    /// <exception cref="IOException">The file cannot be read.</exception>
    public bool TryNext(out ReadOnlySpan<byte> line)
    {
        LineStart = LineEnd;
        line = default;
        var isTooLong = false;
        int length;
        while ((length = _buffer[_from.._filled].IndexOf((byte)'\n')) < 0)
        {
            if (_from == 0 && _filled == _buffer.Length)
            {
                isTooLong = true;
                LineEnd += _filled;
                _filled = 0;
            }

            if (!TryFill())
            {
                return false;
            }
        }

        line = isTooLong ? default : _buffer.Slice(_from, length);
        _from += length + 1;
        LineEnd += length + 1;
        return true;
    }

    private bool TryFill()
    {
        _buffer[_from.._filled].CopyTo(_buffer);
        _filled -= _from;
        _from = 0;
        var wanted = (int)Math.Min(_buffer.Length - _filled, end - _readAt);
        var read = wanted <= 0 ? 0 : RandomAccess.Read(file, _buffer.Slice(_filled, wanted), _readAt);
        _filled += read;
        _readAt += read;
        return read > 0;
    }
}
