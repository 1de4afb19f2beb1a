using ChatRoom.Client.Terminal.Device;
using ChatRoom.Client.Terminal.Display;
using ChatRoom.Client.Terminal.Editing;
using ChatRoom.Client.Terminal.Keys;

namespace ChatRoom.Client.Terminal;

/// <summary>
/// Draws the chat: lines scroll by, and below them is the line that the user types. Changes become visible with the
/// next <see cref="Draw"/>. Used by one loop at a time.
/// </summary>
internal sealed class TerminalView(TerminalDevice device)
{
    private const string Bell = "\a";

    private readonly Screen _screen = Screen.For(
        new ScreenCapabilities(HasEscapes: !device.Traits.IsDumb, IsUtf8: device.Traits.ShowsUtf8, HasStyles: !device.Traits.IsDumb),
        device.Size.Columns,
        device.Size.Rows);

    private BottomContent _bottomContent = BottomContent.Empty;

    /// <summary>The process was suspended, and the terminal has not reported yet that it is ours again.</summary>
    private bool _isSuspended;

    private bool _isBellPending;

    /// <summary>The line that the user types.</summary>
    public required LineEditor Editor { get; set; }

    /// <summary>Neither the typed text nor its length is shown.</summary>
    public bool IsHidden { get; set; }

    /// <summary>False if a stop would stop others too.</summary>
    public required bool CanSuspend { get; init; }

    /// <summary>One row that says what a key would do now; empty: no hint.</summary>
    public string Hint { get; set; } = "";

    /// <summary>One row for each line that was said and has not come back yet.</summary>
    public IReadOnlyList<string> Pending { get; set; } = [];

    /// <summary>Adds whole lines, which may hold our styles.</summary>
    public void Print(string lines) => _screen.Print(lines);

    /// <summary>Passes a key to the editor, and carries out Ctrl-Z and Ctrl-L.</summary>
    public EditResult Press(Key key)
    {
        var editResult = Editor.Handle(key);
        switch (editResult.Kind)
        {
            case EditResultKind.Suspend when CanSuspend:
                Suspend();
                break;
            case EditResultKind.Redraw:
                _screen.Clear();
                break;
            default:
                break;
        }

        return editResult;
    }

    /// <summary>The terminal has another size, or is ours again.</summary>
    public void HandleChange(TerminalInputKind change)
    {
        if (change == TerminalInputKind.Resumed)
        {
            _screen.Restart();
            _isSuspended = false;
        }

        var size = device.Size;
        _screen.Resize(size.Columns, size.Rows);
    }

    /// <summary>Scrolls everything off the screen.</summary>
    public void Clear() => _screen.Clear();

    /// <summary>Much waits to be drawn: while the terminal makes progress, no more lines should be received.</summary>
    public bool HasBacklog => _screen.HasBacklog;

    /// <summary>Grows while the terminal accepts output.</summary>
    public long Progress => device.Progress;

    /// <summary>
    /// Draws all changes with one write. Draws nothing while the terminal has not accepted the last write; then
    /// <see cref="TerminalInputKind.Writable"/> follows.
    /// </summary>
    public void Draw(bool ringsBell = false)
    {
        _isBellPending |= ringsBell;
        if (_isSuspended || !device.IsWritable)
        {
            return;
        }

        var (text, caret) = IsHidden ? ("", 0) : (Editor.Text, Editor.Caret);

        // Unchanged content is not laid out again.
        if (_bottomContent.Text != text || _bottomContent.Caret != caret || _bottomContent.Hint != Hint || !_bottomContent.Pending.SequenceEqual(Pending))
        {
            _bottomContent = new BottomContent { Text = text, Caret = caret, Hint = Hint, Pending = Pending };
            _screen.Show(_bottomContent);
        }

        Write(_screen.Render() + (_isBellPending ? Bell : ""));
        _isBellPending = false;
    }

    /// <summary>Erases the bottom, so that the next program starts on an empty row. Does nothing if the terminal accepts no output.</summary>
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
        _isSuspended = true;
        device.Suspend();
    }

    private void Write(string output)
    {
        if (output.Length > 0)
        {
            device.Write(output);
            device.ExitSequence = _screen.ExitSequence;
        }
    }
}
