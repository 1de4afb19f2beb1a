using System.Text;
using ChatRoom.Client.Terminal.Editing;

namespace ChatRoom.Client.Terminal.Display;

/// <summary>
/// The one place that knows where the terminal's cursor is. Lines flow by above a block at the bottom in which one
/// types, and stay in the terminal's own scrollback. What is to be seen is gathered, and <see cref="Render"/> gives all
/// that changed as one string to write at once: so lines may arrive at any rate, and are drawn as often as somebody
/// looks. Writes nothing itself. Touched by one loop.
/// </summary>
internal abstract class Screen(ScreenAbilities abilities, int columns, int rows)
{
    private readonly ArrivedLines _arrived = new();

    /// <summary>One of the kind that the terminal's abilities ask for.</summary>
    public static Screen For(ScreenAbilities abilities, int columns, int rows) =>
        abilities.HasEscapes ? new ScrollingScreen(abilities, columns, rows) : new DumbScreen(abilities, columns, rows);

    protected ScreenAbilities Abilities => abilities;

    /// <summary>Two at least, whatever the terminal says.</summary>
    protected int Columns { get; private set; } = Math.Max(2, columns);

    protected int Rows { get; private set; } = Math.Max(1, rows);

    protected BottomContent BottomContent { get; private set; } = BottomContent.Empty;

    protected bool HasArrived => _arrived.Length > 0;

    /// <summary>Much has arrived since somebody looked.</summary>
    public bool IsBehind => _arrived.Length > ArrivedLines.MaxLength / 8;

    /// <summary>
    /// Whole lines that arrived, each ended by LF. They may hold styles; no other control character may get here.
    /// A line of several rows is wrapped by the terminal, for its selection and its next width.
    /// </summary>
    public void Print(string lines)
    {
        if (lines.Length > 0)
        {
            _arrived.Add(lines[^1] == '\n' ? lines : lines + '\n');
        }
    }

    /// <summary>What the bottom is from now on.</summary>
    public void Show(BottomContent bottomContent) => BottomContent = bottomContent;

    /// <summary>The terminal has another size now.</summary>
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

    /// <summary>
    /// Somebody else wrote to the terminal, and its cursor stands at the start of an empty row: after <c>fg</c>.
    /// </summary>
    public abstract void Restart();

    /// <summary>Everything leaves the screen for the scrollback; the bottom stays. Repairs whatever was written over it.</summary>
    public abstract void Clear();

    /// <summary>What is to be written so that all is seen; "" where nothing changed.</summary>
    public abstract string Render();

    /// <summary>What is to be written so that the bottom is gone and whoever comes next begins with an empty row.</summary>
    public abstract string Leave();

    /// <summary>The least that does the same, for whoever can do nothing else: to be written as it is, at any moment.</summary>
    public abstract string Farewell { get; }

    protected abstract void Resized();

    /// <summary>What arrived since, as it is written.</summary>
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
