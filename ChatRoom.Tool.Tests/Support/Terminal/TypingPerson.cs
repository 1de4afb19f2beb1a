using ChatRoom.Client.Terminal.Display;
using ChatRoom.Client.Terminal.Editing;

namespace ChatRoom.Tests.Support.Terminal;

/// <summary>An editor and a screen that draws to a model of a terminal, after each step.</summary>
internal sealed class TypingPerson
{
    public static readonly ScreenCapabilities AllAbilities = new(HasEscapes: true, IsUtf8: true, HasStyles: true);

    private readonly Screen _screen;
    private IReadOnlyList<string> _pending = [];
    private string _hint = "";

    public TypingPerson(int columns, int rows, ScreenCapabilities? abilities = null, bool joins = true)
    {
        Terminal = new TerminalModel(columns, rows, joins);
        _screen = Screen.For(abilities ?? AllAbilities, columns, rows);
        Draw();
    }

    public LineEditor Editor { get; } = new(new InputHistory(), _ => new Completions(0, []));

    public TerminalModel Terminal { get; }

    /// <summary>The last output to the terminal.</summary>
    public string Written { get; private set; } = "";

    public string Shown => Terminal.ToString();

    public TypingPerson Types(string keys)
    {
        foreach (var key in KeyScript.Keys(keys))
        {
            Editor.Handle(key);
            Draw();
        }

        return this;
    }

    public TypingPerson Hears(string lines)
    {
        _screen.Print(lines);
        Draw();
        return this;
    }

    public TypingPerson HasPending(params string[] pending)
    {
        _pending = pending;
        Draw();
        return this;
    }

    public TypingPerson HasHint(string hint)
    {
        _hint = hint;
        Draw();
        return this;
    }

    public TypingPerson Resizes(int columns, int rows)
    {
        Terminal.Resize(columns, rows);
        _screen.Resize(columns, rows);
        Draw();
        return this;
    }

    public TypingPerson Clears()
    {
        _screen.Clear();
        Draw();
        return this;
    }

    public TypingPerson Leaves()
    {
        Write(_screen.Leave());
        return this;
    }

    /// <summary>Stops the process; the shell writes something, and the process continues.</summary>
    public TypingPerson ComesBack(string shell)
    {
        Leaves();
        Write(shell);
        _screen.Restart();
        Draw();
        return this;
    }

    public void Draw()
    {
        _screen.Show(new BottomContent { Text = Editor.Text, Caret = Editor.Caret, Pending = _pending, Hint = _hint });
        Write(_screen.Render());
    }

    private void Write(string output)
    {
        Written = output;
        Terminal.Write(output);
    }
}
