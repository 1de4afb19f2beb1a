namespace ChatRoom.Client.Terminal.Reading;

/// <summary>
/// Whether a text names somebody: the name as a word of its own, in any case. What may stand in a nickname belongs to
/// the word, so <c>alice_2</c> and <c>alice-smith</c> are somebody else; but for marks at its ends: <c>alice.</c>, <c>[alice]</c>.
/// </summary>
internal static class Mention
{
    public static bool IsIn(string text, string name)
    {
        var start = name.Length == 0 ? -1 : text.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        while (start >= 0)
        {
            if (EndsWord(text, start - 1, step: -1) && EndsWord(text, start + name.Length, step: 1))
            {
                return true;
            }

            start = text.IndexOf(name, start + 1, StringComparison.OrdinalIgnoreCase);
        }

        return false;
    }

    /// <summary>Only marks stand between the name and the end of the word, in one of both directions.</summary>
    private static bool EndsWord(string text, int index, int step)
    {
        while (index >= 0 && index < text.Length && text[index] is '.' or '-' or '[' or ']' or '{' or '}' or '|' or '^')
        {
            index += step;
        }

        return index < 0 || index >= text.Length || !(char.IsAsciiLetterOrDigit(text[index]) || text[index] == '_');
    }
}
