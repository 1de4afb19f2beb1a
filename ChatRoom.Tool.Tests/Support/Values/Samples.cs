using ChatRoom.Protocol;
using FsCheck;
using FsCheck.Fluent;

namespace ChatRoom.Tests.Support.Values;

/// <summary>Random values for <see cref="Fuzz"/>, often those that are likely to fail.</summary>
internal static class Samples
{
    private static readonly string[] Fragments =
    [
        "a", "b", "hello", " ", "  ", ":", ": ", "/", "//", "* ", "# ", "! ", "(", ") ", "?", "0", "m", "[", "]", "\\", ";", "NAME",
        "alice", "alice: ", " joined!", " left!", " is now ", "Connected to server!", "(private to alice) bob: ",
        "é", "e\u0301", "ß", "Ж", "日本語", "\u05E9\u05DC\u05D5\u05DD", "😀", "👩\u200D👩\u200D👧", "\uFFFD",
    ];

    private static readonly byte[] ByteFragments =
        [0x00, 0x07, (byte)'\t', (byte)'\n', (byte)'\r', 0x1B, (byte)'[', (byte)']', (byte)'P', (byte)'(', (byte)'m', (byte)';', 0x7F, 0x80, 0x90, 0x9B, 0x9C, 0x9D, 0xC0, 0xC2, 0xE2, 0xED, 0xF0, 0xFF];

    public static Gen<int> Number(int from, int to) => Gen.Choose(from, to);

    public static Gen<bool> Bool { get; } = Gen.Elements(false, true);

    /// <summary>A number from 0 to the largest.</summary>
    public static Gen<long> Long { get; } = Gen.OneOf(
        Gen.Choose(0, 9).Select(number => (long)number),
        Gen.Choose(0, int.MaxValue).Select(number => number * 4_000_000_007L),
        Gen.Elements(int.MaxValue + 1L, long.MaxValue));

    /// <summary>Any bytes, often parts of control sequences.</summary>
    public static Gen<byte[]> Bytes { get; } =
        Gen.OneOf(Gen.Choose(0, 255).Select(value => (byte)value), Gen.Elements(ByteFragments)).ArrayOf();

    /// <summary>A text such as people type, without controls. It may be empty.</summary>
    public static Gen<string> Text { get; } = Gen.Elements(Fragments).ArrayOf().Select(string.Concat);

    /// <summary>A string of any UTF-16 units, including lone surrogates.</summary>
    public static Gen<string> AnyString { get; } =
        Gen.OneOf(Gen.Choose(0, 0xFFFF), Gen.Choose(0, 0x7F), Gen.Choose(0xD800, 0xDFFF)).ArrayOf()
            .Select(units => string.Concat(units.Select(unit => (char)unit)));

    /// <summary>A name that is allowed.</summary>
    public static Gen<string> Name { get; } =
        from length in Gen.Choose(1, Limits.MaxName)
        from characters in Gen.Elements("abcXYZ019_-.[]{}|^".ToCharArray()).ArrayOf(length)
        select new string(characters);

    /// <summary>The same bytes in pieces, cut anywhere; some may be empty.</summary>
    public static Gen<byte[][]> PiecesOf(byte[] bytes) =>
        Gen.Choose(0, bytes.Length).ArrayOf().Select(cuts => Splits.CutAt(bytes, [.. cuts.Order()]));
}
