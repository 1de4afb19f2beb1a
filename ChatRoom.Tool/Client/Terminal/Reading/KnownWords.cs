using ChatRoom.Protocol;

namespace ChatRoom.Client.Terminal.Reading;

/// <summary>The server's commands and rooms that are known from its answers and from the rooms that the reader was in. Used by one loop.</summary>
internal sealed class KnownWords
{
    /// <summary>The most words of each kind that are kept.</summary>
    public const int MaxWords = 200;

    private readonly SortedSet<string> _commands = new(StringComparer.OrdinalIgnoreCase)
    {
        "/help", "/history", "/join", "/me", "/msg", "/nick", "/quit", "/rooms", "/topic", "/who",
    };

    private readonly SortedSet<string> _rooms = new(StringComparer.OrdinalIgnoreCase) { RoomName.Lobby };

    public IReadOnlyCollection<string> Commands => _commands;

    public IReadOnlyCollection<string> Rooms => _rooms;

    public void AddRoom(string room) => Add(_rooms, room);

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
        if (words.Count < MaxWords)
        {
            words.Add(word);
        }
    }
}
