namespace ChatRoom.Native;

/// <summary>Random identifiers that nobody can guess, such as a session's, of <c>0-9 a-f</c>. Any thread.</summary>
internal static class RandomHex
{
    /// <summary>A Guid comes from the system's secure random source. RandomNumberGenerator would need OpenSSL, which some machines lack.</summary>
    /// <param name="digits">The number of digits; at most 32.</param>
    public static string New(int digits)
    {
        Span<byte> random = stackalloc byte[16];
        _ = Guid.NewGuid().TryWriteBytes(random);

        // Not Convert.ToHexString, which would be compiled again in every process.
        Span<char> id = stackalloc char[2 * random.Length];
        for (var i = 0; i < random.Length; i++)
        {
            (id[2 * i], id[(2 * i) + 1]) = ("0123456789abcdef"[random[i] >> 4], "0123456789abcdef"[random[i] & 15]);
        }

        return new string(id[..digits]);
    }
}
