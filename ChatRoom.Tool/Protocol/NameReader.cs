namespace ChatRoom.Protocol;

/// <summary>What <see cref="NameReader.Accept"/> found.</summary>
internal enum NameResult
{
    NeedMore,
    Name,
    TooLong,
}

/// <summary>
/// Collects a newcomer's nickname. The byte that ends it chooses the dialect: LF or CR the line dialect,
/// NUL the typed one; where none comes in time, whoever holds the clock concludes that it is the tutorial's.
/// </summary>
internal sealed class NameReader
{
    private byte[] _raw = [];

    /// <summary>The name as it was given, allowed or not.</summary>
    public ReadOnlySpan<byte> Raw => _raw;

    /// <summary>Valid once the name is complete.</summary>
    public Dialect Dialect { get; private set; } = Dialect.Tutorial;

    /// <summary>Takes bytes off <paramref name="input"/> up to the end of the name, that end included.</summary>
    public NameResult Accept(ref ReadOnlySpan<byte> input)
    {
        var end = input.IndexOfAny((byte)'\n', (byte)'\r', (byte)0);
        var part = end < 0 ? input : input[..end];
        if (_raw.Length + part.Length > Limits.MaxRawName)
        {
            return NameResult.TooLong;
        }

        // Most names come in one piece, and a server sees many newcomers.
        _raw = [.. Raw, .. part];
        if (end < 0)
        {
            input = default;
            return NameResult.NeedMore;
        }

        Dialect = input[end] == 0 ? Dialect.Typed : Dialect.Line;
        input = input[(end + 1)..];
        return NameResult.Name;
    }
}
