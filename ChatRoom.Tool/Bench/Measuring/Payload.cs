using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace ChatRoom.Bench.Measuring;

/// <summary>
/// The text of a message: <c>|SENDER.NUMBER.TIMExxx</c>, with 5, 8 and 16 digits, filled up to its size.
/// A reader can check every byte of it.
/// </summary>
internal readonly record struct Payload(int Sender, uint Number, long Time)
{
    /// <summary>The bytes before the filling.</summary>
    public const int HeadBytes = 32;

    private const int SenderAt = 1;
    private const int NumberAt = 7;
    private const int TimeAt = 16;
    private const uint EightDigits = 100_000_000;
    private const byte Filling = (byte)'x';

    /// <summary>The longest filling: comparing with it is faster than searching for other bytes.</summary>
    private static readonly byte[] Fillings = [.. Enumerable.Repeat(Filling, BenchOptions.MaxSize - 1 - HeadBytes)];

    /// <summary>Writes all of the text.</summary>
    public void Write(Span<byte> text)
    {
        text.Fill(Filling);
        text[0] = (byte)'|';
        WriteDigits((uint)Sender, text[SenderAt..(NumberAt - 1)]);
        text[NumberAt - 1] = (byte)'.';
        WriteDigits(Number, text[NumberAt..(TimeAt - 1)]);
        text[TimeAt - 1] = (byte)'.';
        WriteDigits((uint)(Time / EightDigits), text[TimeAt..(TimeAt + 8)]);
        WriteDigits((uint)(Time % EightDigits), text[(TimeAt + 8)..HeadBytes]);
    }

    /// <summary>Reads a text; false if any byte differs from what a sender writes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> text, out Payload payload)
    {
        payload = default;
        if (text.Length < HeadBytes || text[0] != '|' || text[NumberAt - 1] != '.' || text[TimeAt - 1] != '.')
        {
            return false;
        }

        var read = TryReadFive(text, out var sender)
            & TryReadEight(text[NumberAt..], out var number)
            & TryReadEight(text[TimeAt..], out var high)
            & TryReadEight(text[(TimeAt + 8)..], out var low);
        payload = new Payload((int)sender, number, ((long)high * EightDigits) + low);
        return read && text[HeadBytes..].SequenceEqual(Fillings.AsSpan(0, text.Length - HeadBytes));
    }

    /// <summary>Reads the sender and the number. They are meaningless if other bytes than digits are there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadPlace(ReadOnlySpan<byte> text, out uint sender, out uint number)
    {
        _ = TryReadFive(text, out sender);
        _ = TryReadEight(text[NumberAt..], out number);
    }

    private static void WriteDigits(uint value, Span<byte> digits)
    {
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            digits[i] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }

    /// <summary>Reads the five digits after the first byte, as eight with leading zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadFive(ReadOnlySpan<byte> text, out uint number)
    {
        const ulong ThreeZeros = 0x303030;
        const int FrontBits = 16;
        var digits = BinaryPrimitives.ReadUInt64LittleEndian(text) << FrontBits;
        return TryReadEight((digits & ~0xFFFFFFUL) | ThreeZeros, out number);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadEight(ReadOnlySpan<byte> text, out uint number) =>
        TryReadEight(BinaryPrimitives.ReadUInt64LittleEndian(text), out number);

    /// <summary>Converts eight digits at once: digits to pairs, pairs to fours, fours to the number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadEight(ulong digits, out uint number)
    {
        const ulong HighHalves = 0xF0F0F0F0F0F0F0F0;
        const ulong Zeros = 0x3030303030303030;
        var areDigits = (digits & HighHalves) == Zeros && ((digits + 0x0606060606060606) & HighHalves) == Zeros;
        digits = ((digits & 0x0F0F0F0F0F0F0F0F) * 2561) >> 8;
        digits = ((digits & 0x00FF00FF00FF00FF) * 6553601) >> 16;
        number = (uint)(((digits & 0x0000FFFF0000FFFF) * 42949672960001) >> 32);
        return areDigits;
    }
}
