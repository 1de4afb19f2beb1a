namespace ChatRoom.Client;

/// <summary>What a client calls its session: 32 of <c>0-9 a-f</c>, at random, so that nobody else can go on with it.</summary>
internal static class RandomSessionId
{
    /// <summary>A Guid comes from the system's secure source, as RandomNumberGenerator does, without loading OpenSSL for it.</summary>
    public static string New()
    {
        Span<byte> random = stackalloc byte[16];
        _ = Guid.NewGuid().TryWriteBytes(random);

        // Written by hand, as what the base library has for it is compiled anew in every process.
        Span<char> id = stackalloc char[2 * random.Length];
        for (var i = 0; i < random.Length; i++)
        {
            (id[2 * i], id[(2 * i) + 1]) = ("0123456789abcdef"[random[i] >> 4], "0123456789abcdef"[random[i] & 15]);
        }

        return new string(id);
    }
}
