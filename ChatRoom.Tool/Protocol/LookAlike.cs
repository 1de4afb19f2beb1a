namespace ChatRoom.Protocol;

/// <summary>
/// Compares names as people see them: case does not count, <c>i l 1 |</c> are one character, and so are <c>o 0</c>.
/// All other characters that a name may have look different in a font of fixed width.
/// </summary>
internal sealed class LookAlike : IEqualityComparer<Nickname>
{
    public static readonly LookAlike Comparer = new();

    public bool Equals(Nickname? x, Nickname? y)
    {
        if (x is null || y is null || x.Bytes.Length != y.Bytes.Length)
        {
            return x is null && y is null;
        }

        for (var i = 0; i < x.Bytes.Length; i++)
        {
            if (Fold(x.Bytes[i]) != Fold(y.Bytes[i]))
            {
                return false;
            }
        }

        return true;
    }

    public int GetHashCode(Nickname obj)
    {
        Span<byte> folded = stackalloc byte[Limits.MaxName];
        for (var i = 0; i < obj.Bytes.Length; i++)
        {
            folded[i] = Fold(obj.Bytes[i]);
        }

        var hash = default(HashCode);
        hash.AddBytes(folded[..obj.Bytes.Length]);
        return hash.ToHashCode();
    }

    private static byte Fold(byte character) => character switch
    {
        (byte)'I' or (byte)'i' or (byte)'L' or (byte)'1' or (byte)'|' => (byte)'l',
        (byte)'O' or (byte)'0' => (byte)'o',
        >= (byte)'A' and <= (byte)'Z' => (byte)(character | 0x20),
        _ => character,
    };
}
