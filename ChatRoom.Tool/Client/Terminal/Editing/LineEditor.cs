using ChatRoom.Client.Terminal.Keys;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Client.Terminal.Editing;

/// <summary>
/// Edits the typed text by keys, as readline does. The text may have several lines: from a paste, Alt-Enter, or
/// Shift-Enter if the terminal reports it. Nothing typed is lost: Ctrl-Y brings back what Ctrl-C or a cut of more than
/// one character removed. Used by one loop.
/// </summary>
/// <param name="complete">The completions of the word at the end of the text before the caret.</param>
internal sealed class LineEditor(InputHistory history, Func<string, Completions> complete)
{
    private static readonly EditResult Nothing = new(EditResultKind.Nothing);
    private static readonly EditResult Changed = new(EditResultKind.Changed);

    private readonly TypedText _typed = new();
    private readonly CutBuffer _cut = new();
    private CompletionCycle? _cycle;

    /// <summary>The position in the line that Up and Down keep; null: the last key was neither.</summary>
    private int? _position;

    public string Text => _typed.Text;

    /// <summary>In UTF-16 units of <see cref="Text"/>; it may be inside a grapheme.</summary>
    public int Caret => _typed.Caret;

    public EditResult Handle(Key key)
    {
        if (key.Kind == KeyKind.Unknown)
        {
            return Nothing;
        }

        _cut.NextKey();
        var (text, caret) = (Text, Caret);
        var (cycle, position) = (_cycle, _position);
        (_cycle, _position) = (null, null);
        var editResult = key.Kind switch
        {
            KeyKind.Tab => Complete(cycle, key.Modifiers.HasFlag(KeyModifiers.Shift)),
            KeyKind.Escape when cycle is not null => Set(cycle.Typed),
            KeyKind.Up => GoUp(position),
            KeyKind.Down => GoDown(position),
            KeyKind.Enter => (key.Modifiers & (KeyModifiers.Alt | KeyModifiers.Shift)) != 0 ? Insert("\n") : Submit(),
            KeyKind.Paste => Paste(key.Text),
            KeyKind.Character => PressCharacter(key),
            _ => Press(key.Kind, (key.Modifiers & (KeyModifiers.Control | KeyModifiers.Alt)) != 0),
        };
        return editResult.Kind == EditResultKind.Changed && caret == Caret && text == Text ? Nothing : editResult;
    }

    /// <summary>
    /// Brings back a submitted text for editing. If the user is typing something else, the submitted text becomes the newest
    /// line of the history, for the key Up.
    /// </summary>
    /// <returns>Whether it is in the editor now.</returns>
    public bool Restore(string text)
    {
        if (Text.Length > 0)
        {
            history.Offer(text);
            return false;
        }

        _typed.Set(text, text.Length);
        return true;
    }

    private EditResult PressCharacter(Key key) => (key.Modifiers & ~KeyModifiers.Shift, key.Text) switch
    {
        (KeyModifiers.None, _) => Insert(Typed(key.Text)),
        (KeyModifiers.Control, "a") => Move(_typed.LineStart),
        (KeyModifiers.Control, "e") => Move(_typed.LineEnd),
        (KeyModifiers.Control, "b") => Move(_typed.Left),
        (KeyModifiers.Control, "f") => Move(_typed.Right),
        (KeyModifiers.Control, "p") => Recall(history.Older(Text)),
        (KeyModifiers.Control, "n") => Recall(history.Newer(Text)),
        (KeyModifiers.Control, "h") => Delete(_typed.Left),
        (KeyModifiers.Control, "k") => Cut(_typed.LineEnd == Caret ? _typed.Right : _typed.LineEnd),
        (KeyModifiers.Control, "u") => Cut(_typed.LineStart == Caret ? _typed.Left : _typed.LineStart),
        (KeyModifiers.Control, "w") => Cut(_typed.BlankLeft),
        (KeyModifiers.Control, "y") => Insert(_cut.Text),
        (KeyModifiers.Control, "t") => Transpose(),
        (KeyModifiers.Control, "c") => Interrupt(),
        (KeyModifiers.Control, "d") => Text.Length == 0 ? new EditResult(EditResultKind.EndOfInput) : Delete(_typed.Right),
        (KeyModifiers.Control, "l") => new EditResult(EditResultKind.Redraw),
        (KeyModifiers.Control, "z") => new EditResult(EditResultKind.Suspend),
        (KeyModifiers.Alt, "b") => Move(_typed.WordLeft),
        (KeyModifiers.Alt, "f") => Move(_typed.WordRight),
        (KeyModifiers.Alt, "d") => Cut(_typed.WordRight),
        _ => Nothing,
    };

    private EditResult Press(KeyKind kind, bool isWhole) => kind switch
    {
        KeyKind.Left => Move(isWhole ? _typed.WordLeft : _typed.Left),
        KeyKind.Right => Move(isWhole ? _typed.WordRight : _typed.Right),
        KeyKind.Home => Move(isWhole ? 0 : _typed.LineStart),
        KeyKind.End => Move(isWhole ? Text.Length : _typed.LineEnd),
        KeyKind.Backspace => isWhole ? Cut(_typed.WordLeft) : Delete(_typed.Left),
        KeyKind.Delete => isWhole ? Cut(_typed.WordRight) : Delete(_typed.Right),
        _ => Nothing,
    };

    /// <summary>Filters typed text, but keeps a leading joiner: the terminal sends it as a key after the character it joins.</summary>
    private static string Typed(string text)
    {
        var joiners = text.EnumerateRunes().TakeWhile(TextFilter.IsJoiner).Count();
        return text[..joiners] + TextFilter.Clean(text[joiners..]);
    }

    private EditResult Insert(string text) => _typed.Insert(text) ? Changed : new EditResult(EditResultKind.TooLong);

    /// <summary>Filters each line as the server would. A line break at the end of the input is dropped.</summary>
    private EditResult Paste(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n').Select(TextFilter.Clean);
        var pasted = string.Join('\n', lines);
        return Insert(Caret == Text.Length ? pasted.TrimEnd('\n') : pasted);
    }

    private EditResult Move(int place)
    {
        _typed.MoveTo(place);
        return Changed;
    }

    private EditResult Set((string Text, int Caret) typed)
    {
        _typed.Set(typed.Text, typed.Caret);
        return Changed;
    }

    private EditResult Delete(int place)
    {
        _typed.Cut(place);
        return Changed;
    }

    private EditResult Cut(int place)
    {
        if (place != Caret)
        {
            _cut.Add(isBefore: place < Caret, cut: _typed.Cut(place));
        }

        return Changed;
    }

    /// <summary>Swaps the graphemes before and after the caret; at the end of the text, the last two.</summary>
    private EditResult Transpose()
    {
        var middle = Caret == Text.Length ? _typed.Left : Caret;
        if (middle == 0)
        {
            return Nothing;
        }

        var start = Graphemes.Before(Text, middle);
        var end = Graphemes.After(Text, middle);
        return Set((Text[..start] + Text[middle..end] + Text[start..middle] + Text[end..], end));
    }

    private EditResult GoUp(int? position) =>
        _typed.IsOnFirstLine ? Recall(history.Older(Text)) : GoToLine(isAbove: true, position ?? _typed.Position);

    private EditResult GoDown(int? position) =>
        _typed.IsOnLastLine ? Recall(history.Newer(Text)) : GoToLine(isAbove: false, position ?? _typed.Position);

    private EditResult GoToLine(bool isAbove, int position)
    {
        _position = position;
        return Move(_typed.InNextLine(isAbove, position));
    }

    private EditResult Recall(string? line) => line is null ? Nothing : Set((line, line.Length));

    private EditResult Complete(CompletionCycle? cycle, bool isBackwards)
    {
        if (cycle is null)
        {
            var completions = complete(Text[..Caret]);
            if (completions.Words.Count == 0)
            {
                return Nothing;
            }

            cycle = new CompletionCycle(Text, Caret, completions);
        }

        _cycle = cycle;
        return Set(cycle.Next(isBackwards));
    }

    private EditResult Interrupt()
    {
        if (Text.Length == 0)
        {
            history.Submit("");
            return new EditResult(EditResultKind.Interrupt);
        }

        _cut.Set(Text);
        _typed.Set("", 0);
        history.Submit("");
        return Changed;
    }

    private EditResult Submit()
    {
        if (Text.Length == 0)
        {
            return Nothing;
        }

        var text = Text;
        _typed.Set("", 0);
        history.Submit(text);
        return new EditResult(EditResultKind.Submitted, text);
    }
}
