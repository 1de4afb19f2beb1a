using System.Text;
using ChatRoom.Client.Terminal.Editing;

namespace ChatRoom.Client.Terminal.Display;

/// <summary>
/// Knows the position of the terminal's cursor; nothing else does. Lines scroll by above a block at the bottom for typing,
/// and stay in the terminal's scrollback. Changes are collected, and <see cref="Render"/> returns them as one string:
/// lines may arrive at any rate. Writes nothing itself. Used by one loop.
/// </summary>
internal abstract class Screen(ScreenCapabilities abilities, int columns, int rows)
{
    private readonly ArrivedLines _arrived = new();

    /// <summary>The screen for a terminal with these abilities.</summary>
    public static Screen For(ScreenCapabilities abilities, int columns, int rows) =>
        abilities.HasEscapes ? new ScrollingScreen(abilities, columns, rows) : new DumbScreen(abilities, columns, rows);

    protected ScreenCapabilities Abilities => abilities;

    /// <summary>At least 2, whatever the terminal reports.</summary>
    protected int Columns { get; private set; } = Math.Max(2, columns);

    protected int Rows { get; private set; } = Math.Max(1, rows);

    protected BottomContent BottomContent { get; private set; } = BottomContent.Empty;

    protected bool HasArrived => _arrived.Length > 0;

    /// <summary>Much has arrived since the last <see cref="Render"/>.</summary>
    public bool HasBacklog => _arrived.Length > ArrivedLines.MaxLength / 8;

    /// <summary>
    /// Adds whole lines, each with its LF. They may hold styles, but no other control characters. The terminal wraps long
    /// lines itself, so that selecting and resizing work.
    /// </summary>
    public void Print(string lines)
    {
        if (lines.Length > 0)
        {
            _arrived.Add(lines[^1] == '\n' ? lines : lines + '\n');
        }
    }

    /// <summary>Sets the content of the bottom.</summary>
    public void Show(BottomContent bottomContent) => BottomContent = bottomContent;

    /// <summary>The terminal has another size.</summary>
    public void Resize(int columns, int rows)
    {
        if ((columns, rows) == (Columns, Rows))
        {
            return;
        }

        Columns = Math.Max(2, columns);
        Rows = Math.Max(1, rows);
        Resized();
    }

    /// <summary>Another program wrote to the terminal, as before <c>fg</c>; the cursor is at the start of an empty row.</summary>
    public abstract void Restart();

    /// <summary>Scrolls everything off the screen except for the bottom. Repairs whatever other programs wrote over it.</summary>
    public abstract void Clear();

    /// <summary>The output that shows all changes; "": nothing changed.</summary>
    public abstract string Render();

    /// <summary>The output that removes the bottom, so that the next program starts on an empty row.</summary>
    public abstract string Leave();

    /// <summary>The shortest output that does the same, for a sudden exit: it may be written at any moment.</summary>
    public abstract string ExitSequence { get; }

    protected abstract void Resized();

    /// <summary>Takes out the lines that arrived, as they are written.</summary>
    protected string TakeArrived()
    {
        var lines = _arrived.Take();
        return (abilities.IsUtf8 ? lines : InAscii(lines)).Replace("\n", "\r\n", StringComparison.Ordinal);
    }

    private static string InAscii(string lines)
    {
        if (Ascii.IsValid(lines))
        {
            return lines;
        }

        var ascii = new StringBuilder(lines.Length);
        for (int index = 0, length; index < lines.Length; index += length)
        {
            length = Graphemes.LengthAt(lines, index);
            ascii.Append(length == 1 && char.IsAscii(lines[index]) ? lines[index] : '?');
        }

        return ascii.ToString();
    }
}
