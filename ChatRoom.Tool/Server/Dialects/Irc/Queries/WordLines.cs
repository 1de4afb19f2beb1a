namespace ChatRoom.Server.Dialects.Irc.Queries;

/// <summary>Words with spaces between them, in as many lines as they need.</summary>
internal static class WordLines
{
    /// <summary>Characters of ASCII in one line: the names and the numeric before them fit as well.</summary>
    private const int MaxLine = 400;

    public static IEnumerable<string> Of(IEnumerable<string> words)
    {
        var line = "";
        foreach (var word in words)
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > MaxLine)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        if (line.Length > 0)
        {
            yield return line;
        }
    }
}
