namespace ChatRoom.Tests.Attacks;

/// <summary>Random values that can be repeated with the same seed. Used by one task at a time.</summary>
internal sealed class SeededRandom(int seed)
{
    private readonly Random _random = new(seed);

    public int Seed => seed;

    /// <summary>A number from the least to the most, both included.</summary>
    public int Number(int least, int most) => _random.Next(least, most + 1);

    /// <summary>True once in this many calls, on average.</summary>
    public bool OnceIn(int calls) => _random.Next(calls) == 0;

    public T One<T>(IReadOnlyList<T> among) => among[_random.Next(among.Count)];

    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Random values for another task.</summary>
    public SeededRandom Another() => new(_random.Next());

    /// <summary>The same bytes in a few pieces, or rarely byte by byte.</summary>
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
