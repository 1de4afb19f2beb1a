using ChatRoom.Protocol;

namespace ChatRoom.Client.Terminal.Asking;

/// <summary>
/// The server's commands and rooms, from its answers. Before an answer, and on a server that gives none, these are the
/// commands of every server, and the rooms that the reader was in. Used by one loop.
/// </summary>
internal sealed class KnownWords
{
    /// <summary>The most words of each kind that are kept.</summary>
    public const int MaxWords = 200;

    private readonly SortedSet<string> _visited = NewSet(RoomName.Lobby);
    private SortedSet<string> _commands = NewSet("/help", "/history", "/join", "/me", "/msg", "/nick", "/quit", "/rooms", "/topic", "/who");
    private SortedSet<string> _listedCommands = NewSet();
    private SortedSet<string> _rooms = NewSet();
    private SortedSet<string> _listedRooms = NewSet();

    public IReadOnlyCollection<string> Commands => _commands;

    public IEnumerable<string> Rooms => _visited.Union(_rooms, StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase);

    /// <summary>The reader is in this room.</summary>
    public void Visit(string room) => Add(_visited, room);

    /// <summary>A line of a list, or its end: there are no other commands, and other rooms are empty, or among those that the reader was in.</summary>
    public void Receive(in ServerLine line)
    {
        switch (line.Kind)
        {
            case ServerLineKind.Usage when Nickname.TryParse(line.Name, out var command) && $"{command}".All(char.IsAsciiLetter):
                Add(_listedCommands, $"/{command}");
                break;
            case ServerLineKind.Room when Nickname.TryParse(line.Room, out var room):
                Add(_listedRooms, $"{room}");
                break;
            case ServerLineKind.Commands:
                (_commands, _listedCommands) = (_listedCommands, NewSet());
                break;
            case ServerLineKind.Rooms:
                (_rooms, _listedRooms) = (_listedRooms, NewSet());
                break;
            default:
                break;
        }
    }

    private static SortedSet<string> NewSet(params string[] words) => new(words, StringComparer.OrdinalIgnoreCase);

    private static void Add(SortedSet<string> words, string word)
    {
        if (words.Count < MaxWords)
        {
            words.Add(word);
        }
    }
}
