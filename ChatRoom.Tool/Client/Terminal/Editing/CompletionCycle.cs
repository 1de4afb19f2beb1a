namespace ChatRoom.Client.Terminal.Editing;

/// <summary>The words that Tab puts, one after the other, in place of the typed word. Owned by the editor.</summary>
internal sealed class CompletionCycle(string text, int caret, Completions completions)
{
    private int _word = -1;

    /// <summary>The text and the caret before the first word was tried.</summary>
    public (string Text, int Caret) Typed => (text, caret);

    /// <summary>The text and the caret with the next or previous word. There must be at least one word.</summary>
    public (string Text, int Caret) Next(bool isBackwards)
    {
        var count = completions.Words.Count;
        _word = isBackwards ? (Math.Max(_word, 0) + count - 1) % count : (_word + 1) % count;
        var upToWord = text[..completions.Start] + completions.Words[_word];
        return (upToWord + text[caret..], upToWord.Length);
    }
}
