using System.Buffers.Text;

namespace ChatRoom.Protocol.Typed;

/// <summary>Reads the fields of a line, which spaces separate. The caller asks <see cref="IsComplete"/> at the end.</summary>
internal ref struct FieldReader(ReadOnlySpan<byte> line)
{
    private ReadOnlySpan<byte> _rest = line;

    /// <summary>True as long as each field that was read was there, and of its type.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>True if no field is left.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    public ReadOnlySpan<byte> Word()
    {
        var space = _rest.IndexOf((byte)' ');
        var word = space < 0 ? _rest : _rest[..space];
        _rest = space < 0 ? default : _rest[(space + 1)..];
        IsComplete &= !word.IsEmpty;
        return word;
    }

    public long Number()
    {
        var word = Word();
        IsComplete &= Utf8Parser.TryParse(word, out long number, out var used) && used == word.Length && word[0] is >= (byte)'0';
        return number;
    }

    /// <summary>The rest of the line, spaces included; it may be empty.</summary>
    public readonly ReadOnlySpan<byte> Text() => _rest;
}
