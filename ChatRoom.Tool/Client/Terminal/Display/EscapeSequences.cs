namespace ChatRoom.Client.Terminal.Display;

/// <summary>The sequences that are written to the terminal: ECMA-48 and private modes of xterm. Rows and columns count from 0.</summary>
internal static class EscapeSequences
{
    public const string Dim = "\e[2m";
    public const string Plain = "\e[0m";
    public const string EraseRight = "\e[K";
    public const string EraseBelow = "\e[J";

    /// <summary>A terminal that knows these shows the output between them all at once.</summary>
    public const string BeginUpdate = "\e[?2026h";
    public const string EndUpdate = "\e[?2026l";

    /// <summary>Without wrapping, a glyph with more columns than expected stays in its row.</summary>
    public const string WrapOff = "\e[?7l";
    public const string WrapOn = "\e[?7h";

    public static string Up(int rows) => rows > 0 ? $"\e[{rows}A" : "";

    public static string Down(int rows) => rows > 0 ? $"\e[{rows}B" : "";

    public static string ToColumn(int column) => column == 0 ? "\r" : $"\e[{column + 1}G";
}
