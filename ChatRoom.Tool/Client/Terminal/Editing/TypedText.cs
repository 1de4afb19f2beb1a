using System.Text;

namespace ChatRoom.Client.Terminal.Editing;

/// <summary>
/// The typed text and its caret, as UTF-16 indexes. The caret moves by graphemes. It may end up inside one if typed
/// text joins the text after it; the next key is inserted there. Owned by the editor.
/// </summary>
internal sealed class TypedText
{
    /// <summary>UTF-16 units; more than a server accepts as lines that belong together.</summary>
    public const int MaxLength = 64 << 10;

    public string Text { get; private set; } = "";

    public int Caret { get; private set; }

    /// <summary>The targets of keys that move or delete.</summary>
    public int Left => Caret == 0 ? 0 : Graphemes.Before(Text, Caret);

    public int Right => Caret == Text.Length ? Caret : Graphemes.After(Text, Caret);

    public int LineStart => StartOfLine(Caret);

    public int LineEnd => Text.IndexOf('\n', Caret) is var end && end < 0 ? Text.Length : end;

    public bool IsOnFirstLine => LineStart == 0;

    public bool IsOnLastLine => LineEnd == Text.Length;

    /// <summary>The start of the word before the caret. A word is letters and digits.</summary>
    public int WordLeft => SkipLeft(SkipLeft(Caret, index => !IsWord(index)), IsWord);

    /// <summary>The end of the word after the caret.</summary>
    public int WordRight => SkipRight(SkipRight(Caret, index => !IsWord(index)), IsWord);

    /// <summary>As <see cref="WordLeft"/>, but a word is anything without white space.</summary>
    public int BlankLeft => SkipLeft(SkipLeft(Caret, IsBlank), index => !IsBlank(index));

    /// <summary>The graphemes before the caret in its line.</summary>
    public int Position
    {
        get
        {
            var position = 0;
            for (var index = LineStart; index < Caret; index = Graphemes.After(Text, index))
            {
                position++;
            }

            return position;
        }
    }

    /// <summary>False: it does not fit, and nothing was inserted.</summary>
    public bool Insert(string text)
    {
        if (text.Length > MaxLength - Text.Length)
        {
            return false;
        }

        Text = Text.Insert(Caret, text);
        Caret += text.Length;
        return true;
    }

    /// <summary>Removes and returns the text between the caret and an index; the caret stays at its start.</summary>
    public string Cut(int index)
    {
        var (from, to) = (Math.Min(index, Caret), Math.Max(index, Caret));
        var cut = Text[from..to];
        Text = Text.Remove(from, to - from);
        Caret = from;
        return cut;
    }

    public void Set(string text, int caret)
    {
        Text = text;
        Caret = caret;
    }

    public void MoveTo(int index) => Caret = index;

    /// <summary>The index this many graphemes into the line above or below, or its end. There must be such a line.</summary>
    public int InNextLine(bool isAbove, int position)
    {
        var index = isAbove ? StartOfLine(LineStart - 1) : LineEnd + 1;
        for (; position > 0 && index < Text.Length && Text[index] != '\n'; position--)
        {
            index = Graphemes.After(Text, index);
        }

        return index;
    }

    private int StartOfLine(int index) => index == 0 ? 0 : Text.LastIndexOf('\n', index - 1) + 1;

    private int SkipLeft(int index, Func<int, bool> skips)
    {
        while (index > 0 && Graphemes.Before(Text, index) is var before && skips(before))
        {
            index = before;
        }

        return index;
    }

    private int SkipRight(int index, Func<int, bool> skips)
    {
        while (index < Text.Length && skips(index))
        {
            index = Graphemes.After(Text, index);
        }

        return index;
    }

    private bool IsWord(int index) => Rune.TryGetRuneAt(Text, index, out var rune) && Rune.IsLetterOrDigit(rune);

    private bool IsBlank(int index) => char.IsWhiteSpace(Text[index]);
}
