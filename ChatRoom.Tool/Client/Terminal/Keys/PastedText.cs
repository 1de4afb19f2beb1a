using System.Buffers;
using System.Text;

namespace ChatRoom.Client.Terminal.Keys;

/// <summary>
/// The text between the marks of a paste, made fit for editing. CRLF and CR become LF, and a tab becomes a space as in the
/// room; other control characters are removed. Owned by its decoder.
/// </summary>
internal sealed class PastedText
{
    /// <summary>
    /// Bytes of one paste that are kept; the rest is dropped. This misleads nobody: it is more than may be said at once, so
    /// it is refused.
    /// </summary>
    public const int MaxBytes = 1 << 20;

    private const int KeptCapacity = 1 << 16;

    private ArrayBufferWriter<byte> _bytes = new();
    private int _matched;
    private bool _isAfterReturn;

    private static ReadOnlySpan<byte> EndMark => "\e[201~"u8;

    /// <summary>Takes the next byte; true: the end mark is complete.</summary>
    public bool Take(byte value)
    {
        if (value == EndMark[_matched])
        {
            _matched++;
            return _matched == EndMark.Length;
        }

        // No mark: the matched bytes are text, except for the ESC at their start.
        for (var i = 1; i < _matched; i++)
        {
            Add(EndMark[i]);
        }

        _matched = value == EndMark[0] ? 1 : 0;
        Add(value);
        return false;
    }

    /// <summary>Takes out the text.</summary>
    public string TakeAll()
    {
        var text = WithoutControls(Encoding.UTF8.GetString(_bytes.WrittenSpan));
        _matched = 0;
        _isAfterReturn = false;
        if (_bytes.Capacity > KeptCapacity)
        {
            _bytes = new ArrayBufferWriter<byte>();
        }

        _bytes.ResetWrittenCount();
        return text;
    }

    private void Add(byte value)
    {
        var isSecondHalf = _isAfterReturn && value == '\n';
        _isAfterReturn = value == '\r';
        if (isSecondHalf || _bytes.WrittenCount == MaxBytes)
        {
            return;
        }

        byte? kept = value switch
        {
            (byte)'\r' or (byte)'\n' => (byte)'\n',
            (byte)'\t' => (byte)' ',
            < 0x20 or 0x7F => null,
            _ => value,
        };
        if (kept is { } one)
        {
            _bytes.Write([one]);
        }
    }

    /// <summary>Removes the control characters that UTF-8 encodes in two bytes.</summary>
    private static string WithoutControls(string text) =>
        text.AsSpan().ContainsAnyInRange('\u0080', '\u009F')
            ? string.Concat(text.Where(character => character is < '\u0080' or > '\u009F'))
            : text;
}
