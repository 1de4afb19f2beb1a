namespace ChatRoom.Native;

/// <summary>Random numbers of 64 bits that nobody can guess. Any thread.</summary>
internal static class Random64
{
    /// <summary>Not 0. A Guid comes from the system's secure random source; see <see cref="RandomHex"/>.</summary>
    public static ulong Next()
    {
        Span<byte> random = stackalloc byte[16];
        _ = Guid.NewGuid().TryWriteBytes(random);

        // A Guid has six fixed bits, which the sum of both halves spreads no further than into one byte each.
        return Math.Max(1, BitConverter.ToUInt64(random) + BitConverter.ToUInt64(random[8..]));
    }
}
