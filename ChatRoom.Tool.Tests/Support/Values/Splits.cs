namespace ChatRoom.Tests.Support.Values;

/// <summary>The ways in which a network may split the same bytes.</summary>
internal static class Splits
{
    /// <summary>All splits into two parts. The first and the last one have an empty part.</summary>
    public static IEnumerable<byte[][]> InTwo(byte[] bytes) =>
        Enumerable.Range(0, bytes.Length + 1).Select(cut => CutAt(bytes, cut));

    public static byte[][] ByteByByte(byte[] bytes) => [.. bytes.Select(value => new[] { value })];

    /// <summary>Splits at these places, which must be ascending.</summary>
    public static byte[][] CutAt(byte[] bytes, params int[] cuts)
    {
        int[] edges = [0, .. cuts, bytes.Length];
        return [.. edges.Zip(edges.Skip(1), (from, to) => bytes[from..to])];
    }
}
