using ChatRoom.Client.Terminal.Display;
using ChatRoom.Client.Terminal.Editing;

namespace ChatRoom.Tests.Support.Terminal;

/// <summary>An editor, a screen and the terminal that it draws to; each step is drawn at once.</summary>
internal sealed class TypingPerson
{
    private readonly Screen _screen;
    private IReadOnlyList<string> _pending = [];
    private string _hint = "";

    public TypingPerson(int columns, int rows, ScreenAbilities? abilities = null, bool joins = true)
    {
        Terminal = new TerminalModel(columns, rows, joins);
        _screen = Screen.For(abilities ?? new ScreenAbilities(), columns, rows);
        Draw();
    }

    public LineEditor Editor { get; } = new(new InputHistory(), _ => new Completions(0, []));

    public TerminalModel Terminal { get; }

    /// <summary>What was written to the terminal last.</summary>
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

    public TypingPerson Waits(params string[] pending)
    {
        _pending = pending;
        Draw();
        return this;
    }

    public TypingPerson IsTold(string hint)
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

    /// <summary>Stops to the shell, which writes something, and comes back.</summary>
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
