using System.Globalization;

namespace ChatRoom.Tests.Support.Terminal;

/// <summary>A model of typing, as simple as possible: the editor must give the same result.</summary>
internal sealed class SimpleTyping
{
    private string _cut = "";
    private bool _wasCut;
    private bool _isCut;

    public string Text { get; private set; } = "";

    public int Caret { get; private set; }

    public void Press(string key)
    {
        (_wasCut, _isCut) = (_isCut, false);
        switch (key)
        {
            case "<Left>":
                Caret = Left;
                break;
            case "<Right>":
                Caret = Right;
                break;
            case "<Home>":
                Caret = LineStart;
                break;
            case "<End>":
                Caret = LineEnd;
                break;
            case "<Backspace>":
                Remove(Left, Caret);
                break;
            case "<Delete>":
                Remove(Caret, Right);
                break;
            case "<C-k>":
                Cut(Caret, LineEnd == Caret ? Right : LineEnd, cut => _cut + cut);
                break;
            case "<C-u>":
                Cut(LineStart == Caret ? Left : LineStart, Caret, cut => cut + _cut);
                break;
            case "<C-y>":
                Insert(_cut);
                break;
            case "<C-c>":
                _wasCut = false;
                Cut(0, Text.Length, cut => cut);
                break;
            case "<Enter>":
                (Text, Caret) = ("", 0);
                break;
            case "<A-Enter>":
                Insert("\n");
                break;
            default:
                Insert(key);
                break;
        }
    }

    /// <summary>The characters of a text as a person sees them.</summary>
    public static string[] Graphemes(string text)
    {
        var starts = StringInfo.ParseCombiningCharacters(text);
        return [.. starts.Select((start, index) => text[start..(index + 1 < starts.Length ? starts[index + 1] : text.Length)])];
    }

    private int[] Borders => [.. StringInfo.ParseCombiningCharacters(Text), Text.Length];

    private int Left => Borders.LastOrDefault(border => border < Caret, 0);

    private int Right => Borders.FirstOrDefault(border => border > Caret, Text.Length);

    private int LineStart => Enumerable.Range(0, Caret).LastOrDefault(index => Text[index] == '\n', -1) + 1;

    private int LineEnd => Enumerable.Range(Caret, Text.Length - Caret).FirstOrDefault(index => Text[index] == '\n', Text.Length);

    private void Insert(string text)
    {
        Text = Text[..Caret] + text + Text[Caret..];
        Caret += text.Length;
    }

    private void Remove(int from, int to)
    {
        Text = Text[..from] + Text[to..];
        Caret = from;
    }

    private void Cut(int from, int to, Func<string, string> join)
    {
        if (from < to)
        {
            _cut = _wasCut ? join(Text[from..to]) : Text[from..to];
            _isCut = true;
        }

        Remove(from, to);
    }
}
