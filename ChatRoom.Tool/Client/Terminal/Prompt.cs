using System.Globalization;
using System.Text;

namespace ChatRoom.Client.Terminal;

/// <summary>
/// The line that is being typed, at the bottom of the screen. What arrives is printed above it: the line is
/// erased, the arrivals are written, and the line is drawn again. It always takes one row; of a text
/// that is longer, the end is shown.
/// </summary>
internal sealed class Prompt(TextWriter screen, Func<int> width)
{
    private const string EraseRow = "\r\e[K";
    private const string Mark = "> ";

    private readonly StringBuilder _typed = new();

    public bool IsEmpty => _typed.Length == 0;

    public void Insert(char character)
    {
        _typed.Append(character);
        Redraw();
    }

    /// <summary>Takes away the last character as a person sees it, be it of several code points.</summary>
    public void DeleteBackwards()
    {
        if (_typed.Length > 0)
        {
            _typed.Length = StringInfo.ParseCombiningCharacters(_typed.ToString())[^1];
            Redraw();
        }
    }

    public void Clear()
    {
        _typed.Clear();
        Redraw();
    }

    /// <summary>Takes the line off the screen and hands it over.</summary>
    public string Enter()
    {
        var line = _typed.ToString();
        Clear();
        return line;
    }

    /// <summary>Prints what arrived, whole lines, above the line that is being typed.</summary>
    public void PrintAbove(string lines)
    {
        // In one write, so that the screen shows nothing in between.
        screen.Write($"{EraseRow}{lines}{Drawn()}");
        screen.Flush();
    }

    public void Redraw() => PrintAbove("");

    private string Drawn() =>
        $"{EraseRow}{Mark}{Columns.Tail(_typed.ToString(), Math.Max(1, width() - Mark.Length - 1))}";

    /// <summary>Leaves the row empty, for whoever writes next.</summary>
    public void Erase()
    {
        screen.Write(EraseRow);
        screen.Flush();
    }
}
