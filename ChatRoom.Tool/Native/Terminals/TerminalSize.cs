using System.Globalization;

namespace ChatRoom.Native.Terminals;

/// <summary>Columns and rows, each at least 1.</summary>
internal readonly record struct TerminalSize(int Columns, int Rows)
{
    /// <summary>For a terminal that does not report its size: COLUMNS and LINES, or 80 and 24.</summary>
    public static TerminalSize FromEnvironment(Func<string, string?> variable) =>
        new(Number(variable("COLUMNS"), 80), Number(variable("LINES"), 24));

    private static int Number(string? text, int fallback) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= ushort.MaxValue ? number : fallback;
}
