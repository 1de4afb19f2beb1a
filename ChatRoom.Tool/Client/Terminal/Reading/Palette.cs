namespace ChatRoom.Client.Terminal.Reading;

/// <summary>The styles that a terminal shows.</summary>
internal enum ColorDepth
{
    /// <summary>None: <c>TERM=dumb</c>.</summary>
    None,

    /// <summary>Bold, dim and reverse, but no colour: <c>NO_COLOR</c>.</summary>
    Attributes,

    Colors,
}

/// <summary>
/// Styles of text, as SGR sequences that end with the text. Every colour has a contrast of more than 3.5 to 1 on black
/// and on white, because the background is unknown. Any thread.
/// </summary>
internal sealed class Palette(ColorDepth colorDepth)
{
    /// <summary>For dim text, of the 256 colours: the terminal's own dim may be hard to read.</summary>
    public const byte Grey = 244;

    /// <summary>For refusals.</summary>
    public const byte Red = 160;

    /// <summary>Of the 256 colours, as different from each other as the contrast allows.</summary>
    public static ReadOnlySpan<byte> NameColors => [166, 28, 27, 163, 100, 30, 99, 131, 64, 32, 129, 168, 130, 67, 133, 198];

    /// <summary>The palette for an environment.</summary>
    /// <param name="term"><c>TERM</c>; null: not set, as on Windows, whose terminals need none.</param>
    /// <param name="noColor"><c>NO_COLOR</c>; null: not set.</param>
    public static Palette For(string? term, string? noColor) => new(
        term is "dumb" || (string.IsNullOrEmpty(term) && !OperatingSystem.IsWindows()) ? ColorDepth.None
        : !string.IsNullOrEmpty(noColor) || (term ?? "").StartsWith("vt", StringComparison.Ordinal) ? ColorDepth.Attributes
        : ColorDepth.Colors);

    public string Dim(string text) => Styled(colorDepth == ColorDepth.Colors ? Color(Grey) : "2", text);

    public string Bold(string text) => Styled("1", text);

    public string Refused(string text) => Styled(colorDepth == ColorDepth.Colors ? Color(Red) : "1", text);

    /// <summary>Another member's name, always in the same colour, whatever its case.</summary>
    public string Name(string name) => colorDepth == ColorDepth.Colors ? Styled(Color(ColorOf(name)), name) : name;

    /// <summary>The name of a member who addresses the reader.</summary>
    public string HighlightedName(string name) => Styled(colorDepth == ColorDepth.Colors ? $"1;7;{Color(ColorOf(name))}" : "1;7", name);

    public static byte ColorOf(string name)
    {
        // FNV-1a spreads similar names, and gives the same in every process.
        var hash = 2166136261u;
        foreach (var character in name)
        {
            hash = (hash ^ char.ToLowerInvariant(character)) * 16777619u;
        }

        return NameColors[(int)((hash ^ (hash >> 16)) % (uint)NameColors.Length)];
    }

    private static string Color(byte color) => $"38;5;{color}";

    private string Styled(string attributes, string text) =>
        colorDepth == ColorDepth.None || text.Length == 0 ? text : $"\e[{attributes}m{text}\e[0m";
}
