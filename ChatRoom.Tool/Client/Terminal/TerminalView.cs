using ChatRoom.Client.Terminal.Device;
using ChatRoom.Client.Terminal.Display;
using ChatRoom.Client.Terminal.Editing;
using ChatRoom.Client.Terminal.Keys;

namespace ChatRoom.Client.Terminal;

/// <summary>
/// What a person sees: lines flow by, and below them stands the line that is being typed. What changes is seen with the
/// next <see cref="Draw"/>. Used by one loop at a time.
/// </summary>
internal sealed class TerminalView(TerminalDevice device)
{
    private const string Bell = "\a";

    private readonly Screen _screen = Screen.For(
        new ScreenAbilities(HasEscapes: !device.Traits.IsDumb, IsUtf8: device.Traits.ShowsUtf8, HasStyles: !device.Traits.IsDumb),
        device.Size.Columns,
        device.Size.Rows);

    private BottomContent _bottomContent = BottomContent.Empty;

    /// <summary>The terminal was given to somebody else, and it was not told yet that it is ours again.</summary>
    private bool _isAway;

    private bool _hasToRing;

    /// <summary>Where one types.</summary>
    public required LineEditor Editor { get; set; }

    /// <summary>What is typed is not to be seen, nor how long it is.</summary>
    public bool IsHidden { get; set; }

    /// <summary>False where others would be stopped as well.</summary>
    public bool CanSuspend { get; init; } = true;

    /// <summary>One row that says what a key would do now; empty for none.</summary>
    public string Hint { get; set; } = "";

    /// <summary>What was said and has not come back yet, a row each.</summary>
    public IReadOnlyList<string> Pending { get; set; } = [];

    /// <summary>Whole lines that arrived, which may hold styles of ours.</summary>
    public void Print(string lines) => _screen.Print(lines);

    /// <summary>Lets the editor do what a key says; Ctrl-Z and Ctrl-L are dealt with.</summary>
    public EditResult Press(Key key)
    {
        var editResult = Editor.Handle(key);
        switch (editResult.Kind)
        {
            case EditedKind.Suspend when CanSuspend:
                Suspend();
                break;
            case EditedKind.Redraw:
                _screen.Clear();
                break;
            default:
                break;
        }

        return editResult;
    }

    /// <summary>The terminal changed.</summary>
    public void Follow(TerminalInputKind change)
    {
        if (change == TerminalInputKind.Resumed)
        {
            _screen.Restart();
            _isAway = false;
        }

        var size = device.Size;
        _screen.Resize(size.Columns, size.Rows);
    }

    /// <summary>Everything leaves the screen for the scrollback.</summary>
    public void Clear() => _screen.Clear();

    /// <summary>So much waits to be seen that more should not be fetched as long as the terminal goes on.</summary>
    public bool IsBehind => _screen.IsBehind;

    /// <summary>Grows as long as the terminal takes what is written.</summary>
    public long Progress => device.Progress;

    /// <summary>
    /// Shows all that changed, with one write. While the terminal has not taken the last one, nothing is drawn; it tells
    /// when it has (<see cref="TerminalInputKind.Taken"/>).
    /// </summary>
    public void Draw(bool ringsBell = false)
    {
        _hasToRing |= ringsBell;
        if (_isAway || !device.IsReady)
        {
            return;
        }

        var (text, caret) = IsHidden ? ("", 0) : (Editor.Text, Editor.Caret);

        // The same again is not laid out again.
        if (_bottomContent.Text != text || _bottomContent.Caret != caret || _bottomContent.Hint != Hint || !_bottomContent.Pending.SequenceEqual(Pending))
        {
            _bottomContent = new BottomContent { Text = text, Caret = caret, Hint = Hint, Pending = Pending };
            _screen.Show(_bottomContent);
        }

        Write(_screen.Render() + (_hasToRing ? Bell : ""));
        _hasToRing = false;
    }

    /// <summary>Takes away what one types in, so that whoever comes next begins with an empty row; not on a terminal that takes nothing.</summary>
    public void Leave()
    {
        if (device.Drain())
        {
            Write(_screen.Leave());
        }
    }

    private void Suspend()
    {
        Leave();
        _isAway = true;
        device.Suspend();
    }

    private void Write(string output)
    {
        if (output.Length > 0)
        {
            device.Write(output);
            device.Farewell = _screen.Farewell;
        }
    }
}
