namespace ChatRoom.Native;

/// <summary>Identifiers that nobody can guess, such as a session's: digits of <c>0-9 a-f</c>.</summary>
internal static class RandomHex
{
    /// <summary>A Guid comes from the system's secure source, as RandomNumberGenerator does, without OpenSSL, which not every machine has.</summary>
    /// <param name="digits">How many; at most 32.</param>
    public static string New(int digits)
    {
        Span<byte> random = stackalloc byte[16];
        _ = Guid.NewGuid().TryWriteBytes(random);

        // Written by hand, as the base library's way is compiled anew in every process.
        Span<char> id = stackalloc char[2 * random.Length];
        for (var i = 0; i < random.Length; i++)
        {
            (id[2 * i], id[(2 * i) + 1]) = ("0123456789abcdef"[random[i] >> 4], "0123456789abcdef"[random[i] & 15]);
        }

        return new string(id[..digits]);
    }
}
