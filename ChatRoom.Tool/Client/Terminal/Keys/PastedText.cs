using System.Buffers;
using System.Text;

namespace ChatRoom.Client.Terminal.Keys;

/// <summary>
/// What stands between the terminal's marks of a paste, made fit for a line that is edited: CRLF and CR become LF, a
/// tab becomes the space that the room would make of it, other controls are left out. Touched only by its decoder.
/// </summary>
internal sealed class PastedText
{
    /// <summary>
    /// Bytes of one paste that are kept; the rest is left out. Nobody is misled by that: it is more than may be said
    /// as one, so that saying it is refused.
    /// </summary>
    public const int MaxBytes = 1 << 20;

    private const int KeptCapacity = 1 << 16;

    private ArrayBufferWriter<byte> _bytes = new();
    private int _matched;
    private bool _isAfterReturn;

    private static ReadOnlySpan<byte> EndMark => "\e[201~"u8;

    /// <summary>Takes the next byte; true where the mark of the end is complete.</summary>
    public bool Take(byte value)
    {
        if (value == EndMark[_matched])
        {
            _matched++;
            return _matched == EndMark.Length;
        }

        // No mark after all, so it is text, but for the escape that it began with.
        for (var i = 1; i < _matched; i++)
        {
            Add(EndMark[i]);
        }

        _matched = value == EndMark[0] ? 1 : 0;
        Add(value);
        return false;
    }

    /// <summary>Hands over what has come, and is empty again.</summary>
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

    /// <summary>The controls that UTF-8 holds in two bytes.</summary>
    private static string WithoutControls(string text) =>
        text.AsSpan().ContainsAnyInRange('\u0080', '\u009F')
            ? string.Concat(text.Where(character => character is < '\u0080' or > '\u009F'))
            : text;
}
