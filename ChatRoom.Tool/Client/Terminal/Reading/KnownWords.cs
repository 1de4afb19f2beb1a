using ChatRoom.Protocol;

namespace ChatRoom.Client.Terminal.Reading;

/// <summary>The server's commands and rooms, as far as its answers and this reader's ways tell of them. Used by one loop.</summary>
internal sealed class KnownWords
{
    /// <summary>Words of each kind that are remembered.</summary>
    public const int Most = 200;

    private readonly SortedSet<string> _commands = new(StringComparer.OrdinalIgnoreCase)
    {
        "/help", "/history", "/join", "/me", "/msg", "/nick", "/quit", "/rooms", "/topic", "/who",
    };

    private readonly SortedSet<string> _rooms = new(StringComparer.OrdinalIgnoreCase) { RoomName.Lobby };

    public IReadOnlyCollection<string> Commands => _commands;

    public IReadOnlyCollection<string> Rooms => _rooms;

    public void Visit(string room) => Add(_rooms, room);

    /// <summary>Learns from an answer to <c>/help</c>, <c>/NAME USAGE ...</c>, and to <c>/rooms</c>, <c>NAME  3 here ...</c>.</summary>
    public void Learn(string notice)
    {
        var words = notice.Split(' ', 4, StringSplitOptions.RemoveEmptyEntries);
        if (words is [['/', .. var name], _, ..] && name.Length > 0 && name.All(char.IsAsciiLetter))
        {
            Add(_commands, words[0]);
        }
        else if (words is [var room, var count, "here", ..] && count.All(char.IsAsciiDigit) && Nickname.TryParse(room, out _))
        {
            Add(_rooms, room);
        }
    }

    private static void Add(SortedSet<string> words, string word)
    {
        if (words.Count < Most)
        {
            words.Add(word);
        }
    }
}
