using ChatRoom.Client.Terminal.Editing;
using ChatRoom.Client.Terminal.Reading;

namespace ChatRoom.Client.Terminal.Sending;

/// <summary>
/// What Tab makes of the word before the cursor: a command at the beginning, behind it what the command wants, and
/// everywhere else the name of somebody, who spoke last first.
/// </summary>
internal sealed class Completer(Transcript transcript)
{
    public Completions Complete(string beforeCursor)
    {
        var line = beforeCursor[(beforeCursor.LastIndexOf('\n') + 1)..];
        var start = line.LastIndexOf(' ') + 1;
        var word = line[start..];
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var offset = beforeCursor.Length - word.Length;
        if (line.Length == beforeCursor.Length && line.StartsWith('/'))
        {
            if (start == 0)
            {
                return Matching(offset, word, CommandNames(), " ");
            }

            // Behind /me and the like people are named as in any text.
            if (words.Length == (word.Length == 0 ? 1 : 2) && Arguments(words[0]) is { } arguments)
            {
                return Matching(offset, word, arguments, " ");
            }
        }

        return word.StartsWith('@')
            ? Matching(offset + 1, word[1..], Names(), " ")
            : Matching(offset, word, Names(), start == 0 ? ": " : " ");
    }

    private static Completions Matching(int start, string word, IEnumerable<string> candidates, string suffix) => new(
        start, [.. candidates.Where(candidate => candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase)).Select(candidate => candidate + suffix)]);

    private IEnumerable<string> CommandNames() =>
        ClientCommands.Names.Concat(transcript.KnownWords.Commands).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase);

    /// <summary>What may stand directly behind a command; null where that is anything.</summary>
    private IEnumerable<string>? Arguments(string command) => command.ToLowerInvariant() switch
    {
        "/join" => transcript.KnownWords.Rooms.Where(room => !room.Equals(transcript.Room, StringComparison.OrdinalIgnoreCase)),
        "/bell" => Bell.Modes,
        "/unignore" => transcript.IgnoreList.Names,
        _ => null,
    };

    /// <summary>One's own name is the last that one wants.</summary>
    private IEnumerable<string> Names() =>
        transcript.KnownPeople.Names.OrderBy(name => name.Equals(transcript.Self, StringComparison.OrdinalIgnoreCase));
}
