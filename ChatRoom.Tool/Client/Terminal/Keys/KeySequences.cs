using System.Text;

namespace ChatRoom.Client.Terminal.Keys;

/// <summary>
/// The keys of the byte sequences of terminals: xterm and its followers, rxvt, and the Linux console. Two forms are for
/// keys with modifiers that had no bytes before: <c>CSI 27 ; modifiers ; code ~</c> and <c>CSI code ; modifiers u</c>.
/// </summary>
internal static class KeySequences
{
    public static readonly Key Unknown = new(KeyKind.Unknown);

    private static readonly string[] Ascii = [.. Enumerable.Range(0, 0x80).Select(code => ((char)code).ToString())];

    /// <summary>A byte below 0x20, or 0x7F.</summary>
    public static Key OfControl(byte value) => value switch
    {
        (byte)'\r' or (byte)'\n' => new(KeyKind.Enter),
        (byte)'\t' => new(KeyKind.Tab),
        (byte)'\b' or 0x7F => new(KeyKind.Backspace),
        0 => new(KeyKind.Character, " ", KeyModifiers.Control),
        _ => new(KeyKind.Character, Ascii[value < 0x1B ? value | 0x60 : value | 0x40], KeyModifiers.Control),
    };

    /// <summary>The key of a character; a control character is not a key.</summary>
    public static Key Of(Rune character, KeyModifiers modifiers)
    {
        if (Rune.IsControl(character))
        {
            return Unknown;
        }

        if ((modifiers & (KeyModifiers.Control | KeyModifiers.Alt)) == 0)
        {
            return new Key(KeyKind.Character, TextOf(character));
        }

        return new Key(KeyKind.Character, TextOf(Rune.ToLowerInvariant(character)), modifiers & ~KeyModifiers.Shift);
    }

    /// <summary>The key of a sequence <c>ESC [</c> that ends with <paramref name="final"/>.</summary>
    public static Key OfControlSequence(ReadOnlySpan<byte> parameters, byte final)
    {
        if (!TryRead(parameters, out var first, out var second, out var third))
        {
            return Unknown;
        }

        return final switch
        {
            (byte)'~' when first == 27 => OfCode(third, ModifiersOf(second)),
            (byte)'~' => WithModifiers(OfNumber(first), ModifiersOf(second)),
            (byte)'$' => WithModifiers(OfNumber(first), KeyModifiers.Shift),
            (byte)'^' => WithModifiers(OfNumber(first), KeyModifiers.Control),
            (byte)'@' => WithModifiers(OfNumber(first), KeyModifiers.Control | KeyModifiers.Shift),
            (byte)'u' => OfCode(first, ModifiersOf(second)),
            (byte)'Z' => new(KeyKind.Tab, "", ModifiersOf(second) | KeyModifiers.Shift),
            >= (byte)'a' and <= (byte)'d' => WithModifiers(OfLetter((byte)(final - 0x20)), KeyModifiers.Shift),
            _ => WithModifiers(OfLetter(final), ModifiersOf(second)),
        };
    }

    /// <summary>The key of a sequence <c>ESC O</c> that ends with <paramref name="final"/>. The last number is the modifiers; old terminals send it alone.</summary>
    public static Key OfSingleShift(ReadOnlySpan<byte> parameters, byte final)
    {
        if (!TryRead(parameters, out var first, out var second, out _))
        {
            return Unknown;
        }

        var modifiers = ModifiersOf(second > 0 ? second : first);
        return final switch
        {
            (byte)'M' => new(KeyKind.Enter, "", modifiers),
            (byte)'I' => new(KeyKind.Tab, "", modifiers),
            (byte)'X' => Of(new Rune('='), modifiers),
            >= (byte)'a' and <= (byte)'d' => WithModifiers(OfLetter((byte)(final - 0x20)), KeyModifiers.Control),
            >= (byte)'j' and <= (byte)'y' => Of(new Rune(final - 0x40), modifiers),
            _ => WithModifiers(OfLetter(final), modifiers),
        };
    }

    private static string TextOf(Rune character) => character.IsAscii ? Ascii[character.Value] : character.ToString();

    private static Key WithModifiers(KeyKind kind, KeyModifiers modifiers) => kind == KeyKind.Unknown ? Unknown : new Key(kind, "", modifiers);

    private static KeyKind OfLetter(byte letter) => letter switch
    {
        (byte)'A' => KeyKind.Up,
        (byte)'B' => KeyKind.Down,
        (byte)'C' => KeyKind.Right,
        (byte)'D' => KeyKind.Left,
        (byte)'F' => KeyKind.End,
        (byte)'H' => KeyKind.Home,
        _ => KeyKind.Unknown,
    };

    private static KeyKind OfNumber(int number) => number switch
    {
        1 or 7 => KeyKind.Home,
        2 => KeyKind.Insert,
        3 => KeyKind.Delete,
        4 or 8 => KeyKind.End,
        5 => KeyKind.PageUp,
        6 => KeyKind.PageDown,
        _ => KeyKind.Unknown,
    };

    private static Key OfCode(int code, KeyModifiers modifiers) => code switch
    {
        '\r' => new(KeyKind.Enter, "", modifiers),
        '\t' => new(KeyKind.Tab, "", modifiers),
        0x1B => new(KeyKind.Escape, "", modifiers),
        '\b' or 0x7F => new(KeyKind.Backspace, "", modifiers),
        // Private use area: other keys of a keyboard, for programs that ask for all keys.
        >= 0xE000 and <= 0xF8FF => Unknown,
        _ => Rune.IsValid(code) ? Of(new Rune(code), modifiers) : Unknown,
    };

    /// <summary>One more than the sum of 1 Shift, 2 Alt, 4 Control and 8 Meta, which is Alt elsewhere.</summary>
    private static KeyModifiers ModifiersOf(int number)
    {
        var held = number > 0 ? number - 1 : 0;
        var modifiers = (KeyModifiers)(held & 7);
        return (held & 8) != 0 ? modifiers | KeyModifiers.Alt : modifiers;
    }

    /// <summary>Three numbers between semicolons; a number after a colon is ignored. False: there is something else.</summary>
    private static bool TryRead(ReadOnlySpan<byte> parameters, out int first, out int second, out int third)
    {
        Span<int> numbers = [0, 0, 0];
        var index = 0;
        var isRefined = false;
        foreach (var value in parameters)
        {
            if (value == ';')
            {
                index++;
                isRefined = false;
            }
            else if (value == ':')
            {
                isRefined = true;
            }
            else if (!char.IsAsciiDigit((char)value))
            {
                break;
            }
            else if (index < numbers.Length && !isRefined)
            {
                numbers[index] = Math.Min((numbers[index] * 10) + value - '0', 0x11_0000);
            }
        }

        (first, second, third) = (numbers[0], numbers[1], numbers[2]);
        return !parameters.ContainsAnyExceptInRange((byte)'0', (byte)';');
    }
}
