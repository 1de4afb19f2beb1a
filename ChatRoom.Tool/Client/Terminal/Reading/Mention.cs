namespace ChatRoom.Client.Terminal.Reading;

/// <summary>
/// Whether a text mentions somebody: their name as a word of its own, in any case. Characters of nicknames belong to the
/// word, so <c>alice_2</c> and <c>alice-smith</c> are other people. Marks at its ends do not: <c>alice.</c>, <c>[alice]</c>.
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

    /// <summary>Whether only marks are between the name and the end of the word, in one direction.</summary>
    private static bool EndsWord(string text, int index, int step)
    {
        while (index >= 0 && index < text.Length && text[index] is '.' or '-' or '[' or ']' or '{' or '}' or '|' or '^')
        {
            index += step;
        }

        return index < 0 || index >= text.Length || !(char.IsAsciiLetterOrDigit(text[index]) || text[index] == '_');
    }
}
