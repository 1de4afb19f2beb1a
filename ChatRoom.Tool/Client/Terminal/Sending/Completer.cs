using ChatRoom.Client.Connecting;
using ChatRoom.Client.Terminal.Editing;
using ChatRoom.Client.Terminal.Reading;

namespace ChatRoom.Client.Terminal.Sending;

/// <summary>
/// The completions of the word before the caret. At the start of the text it is a command, then the command's argument.
/// Elsewhere it is the name of a member, the last speaker first. Used by one loop.
/// </summary>
internal sealed class Completer(Transcript transcript)
{
    public Completions Complete(string beforeCaret)
    {
        var line = beforeCaret[(beforeCaret.LastIndexOf('\n') + 1)..];
        var start = line.LastIndexOf(' ') + 1;
        var word = line[start..];
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var offset = beforeCaret.Length - word.Length;
        if (line.Length == beforeCaret.Length && line.StartsWith('/'))
        {
            if (start == 0)
            {
                return Matching(offset, word, CommandNames(), " ");
            }

            // The text of /me and similar commands may name members, as any text.
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

    /// <summary>The possible first arguments of a command; null: anything.</summary>
    private IEnumerable<string>? Arguments(string command) => command.ToLowerInvariant() switch
    {
        "/join" => OtherRooms(),
        "/bell" => Bell.Modes,
        "/unignore" => transcript.IgnoreList.Names,
        _ => null,
    };

    /// <summary>The known rooms. The server is asked again, so that a later completion knows the rooms of now.</summary>
    private IEnumerable<string> OtherRooms()
    {
        transcript.Questions.Ask(Question.Rooms);
        return transcript.KnownWords.Rooms.Where(room => !room.Equals(transcript.Room, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The user's own name comes last: it is the least likely.</summary>
    private IEnumerable<string> Names() =>
        transcript.KnownPeople.Names.OrderBy(name => name.Equals(transcript.Self, StringComparison.OrdinalIgnoreCase));
}
