using Microsoft.Win32.SafeHandles;

namespace ChatRoom.Server.Log.Records;

/// <summary>
/// Goes through the whole lines of a file between two places. A line that is longer than the buffer, which holds
/// any record, comes as an empty one: it is damaged anyway. What stands behind the last LF is no line.
/// </summary>
internal ref struct LineScan(SafeFileHandle file, long start, long end, Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;
    private int _from;
    private int _filled;
    private long _readAt = start;

    /// <summary>Where the line begins; behind the last one, where it ends.</summary>
    public long At { get; private set; } = start;

    /// <summary>Behind the line and its LF.</summary>
    public long Next { get; private set; } = start;

    /// <exception cref="IOException">The file cannot be read.</exception>
    public bool TryNext(out ReadOnlySpan<byte> line)
    {
        At = Next;
        line = default;
        var isTooLong = false;
        int length;
        while ((length = _buffer[_from.._filled].IndexOf((byte)'\n')) < 0)
        {
            if (_from == 0 && _filled == _buffer.Length)
            {
                isTooLong = true;
                Next += _filled;
                _filled = 0;
            }

            if (!TryFill())
            {
                return false;
            }
        }

        line = isTooLong ? default : _buffer.Slice(_from, length);
        _from += length + 1;
        Next += length + 1;
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
