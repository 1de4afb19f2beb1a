namespace ChatRoom.Tests.Support.Values;

/// <summary>The ways in which a network may deliver the same bytes.</summary>
internal static class Splits
{
    /// <summary>In two, cut at every place; the first and the last way have an empty piece.</summary>
    public static IEnumerable<byte[][]> InTwo(byte[] bytes) =>
        Enumerable.Range(0, bytes.Length + 1).Select(cut => CutAt(bytes, cut));

    public static byte[][] ByteByByte(byte[] bytes) => [.. bytes.Select(value => new[] { value })];

    /// <summary>Cut at these places, which rise.</summary>
    public static byte[][] CutAt(byte[] bytes, params int[] cuts)
    {
        int[] edges = [0, .. cuts, bytes.Length];
        return [.. edges.Zip(edges.Skip(1), (from, to) => bytes[from..to])];
    }
}
