namespace ChatRoom.Tests.Attacks;

/// <summary>Chance that can be repeated: the same seed throws the same. Used by one attack.</summary>
internal sealed class SeededRandom(int seed)
{
    private readonly Random _random = new(seed);

    public int Seed => seed;

    /// <summary>From the least to the most, both among them.</summary>
    public int Number(int least, int most) => _random.Next(least, most + 1);

    /// <summary>True once in so many throws.</summary>
    public bool OnceIn(int throws) => _random.Next(throws) == 0;

    public T One<T>(IReadOnlyList<T> among) => among[_random.Next(among.Count)];

    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Dice for something that goes on beside this.</summary>
    public SeededRandom Another() => new(_random.Next());

    /// <summary>The same bytes in a few pieces, or, rarely, byte by byte.</summary>
    public IEnumerable<byte[]> Pieces(byte[] bytes)
    {
        var largest = OnceIn(8) ? 1 : Math.Max(1, bytes.Length / Number(1, 4));
        for (var from = 0; from < bytes.Length;)
        {
            var to = Math.Min(bytes.Length, from + Number(1, largest));
            yield return bytes[from..to];
            from = to;
        }
    }
}
