using System.Buffers.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Log.Records;

/// <summary>A <see cref="Stamp"/> as it was read. A view over bytes that belong to the caller.</summary>
internal ref struct ReadStamp
{
    /// <summary>The session; empty: none.</summary>
    public ReadOnlySpan<byte> Session;

    public long Number;

    /// <summary>The refused lines, as written: one <see cref="NumberRange"/> after another.</summary>
    public ReadOnlySpan<byte> Refused;

    /// <summary>null: the record does not change it.</summary>
    public long? Holder;

    /// <summary>Empty: the name that the holder has.</summary>
    public ReadOnlySpan<byte> Asked;

    public bool IsOver;

    public int More;

    /// <summary>False: it is damaged, or in a form that this version does not know.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out ReadStamp stamp)
    {
        stamp = default;
        if (bytes.SequenceEqual("-"u8))
        {
            return true;
        }

        var plus = bytes.LastIndexOf((byte)'+');
        var end = plus < 0 ? bytes.Length : plus;
        return (plus < 0 || stamp.TryReadMore(bytes[(plus + 1)..])) && stamp.TryReadParts(bytes[..end]);
    }

    private bool TryReadMore(ReadOnlySpan<byte> bytes) =>
        Utf8Parser.TryParse(bytes, out More, out var used) && used == bytes.Length && More > 0;

    /// <summary>Reads the session, then <c>@HOLDER=ASKED~</c>, of which each part may be missing.</summary>
    private bool TryReadParts(ReadOnlySpan<byte> bytes)
    {
        IsOver = !bytes.IsEmpty && bytes[^1] == '~';
        bytes = IsOver ? bytes[..^1] : bytes;
        var equals = bytes.LastIndexOf((byte)'=');
        Asked = equals < 0 ? default : bytes[(equals + 1)..];
        bytes = equals < 0 ? bytes : bytes[..equals];
        var at = bytes.LastIndexOf((byte)'@');
        return (at < 0 || TryReadHolder(bytes[(at + 1)..])) && TryReadSession(at < 0 ? bytes : bytes[..at]);
    }

    private bool TryReadHolder(ReadOnlySpan<byte> bytes)
    {
        var isNumber = Utf8Parser.TryParse(bytes, out long holder, out var used) && used == bytes.Length && holder >= 0;
        Holder = holder;
        return isNumber;
    }

    private bool TryReadSession(ReadOnlySpan<byte> bytes)
    {
        if (bytes.SequenceEqual("-"u8))
        {
            return true;
        }

        var slash = bytes.IndexOf((byte)'/');
        if (slash < 0 || !SessionId.IsValid(bytes[..slash]))
        {
            return false;
        }

        Session = bytes[..slash];
        bytes = bytes[(slash + 1)..];
        var isNumber = Utf8Parser.TryParse(bytes, out Number, out var digits) && Number >= 0;
        var rest = Refused = bytes[digits..];
        while (NumberRange.TryTake(ref rest, out _))
        {
        }

        return isNumber && rest.IsEmpty;
    }
}
