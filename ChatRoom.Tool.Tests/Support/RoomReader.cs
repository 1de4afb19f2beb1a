using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Rooms;
using NUnit.Framework;

namespace ChatRoom.Tests.Support;

/// <summary>Somebody whom a room tells things, without a connection: types lines, and reads the feed as text.</summary>
internal sealed class RoomReader
{
    private static readonly RoomList OtherRooms = new(new ManualTime(), 1 << 20, most: 1, () => { });

    private readonly Room _room;

    private RoomReader(Room room, Reader reader)
    {
        _room = room;
        Reader = reader;
        Feed = new Feed(reader.Mailbox);
        Feed.Follow(reader);
    }

    public Reader Reader { get; }

    public Member Member => (Member)Reader;

    public Feed Feed { get; }

    public Mailbox Mailbox => Reader.Mailbox;

    public static RoomReader Join(Room room, string name, Dialect dialect = Dialect.Line) =>
        Enter(room, new Newcomer(NameOf(name), new Mailbox(dialect)));

    /// <summary>A program that answers others and has read everything up to its own joining.</summary>
    public static RoomReader JoinAsBot(Room room, string name)
    {
        var bot = Enter(room, new Newcomer(NameOf(name), new Mailbox(Dialect.Typed), IsBot: true));
        bot.Reads();
        return bot;
    }

    /// <summary>Somebody who says things without being there.</summary>
    public static RoomReader Send(Room room, string name) =>
        Enter(room, new Newcomer(NameOf(name), new Mailbox(Dialect.Typed), IsMember: false));

    /// <summary>A sender that has read its welcome.</summary>
    public static RoomReader SendAndRead(Room room, string name)
    {
        var sender = Send(room, name);
        sender.Reads();
        return sender;
    }

    /// <summary>Somebody who reads without being there.</summary>
    public static RoomReader Watch(Room room, Since since) => new(room, room.Watch(since, new Mailbox(Dialect.Typed)));

    /// <summary>Somebody who has read everything up to its own joining.</summary>
    public static RoomReader JoinAndRead(Room room, string name, Dialect dialect = Dialect.Line)
    {
        var reader = Join(room, name, dialect);
        reader.Reads();
        return reader;
    }

    /// <summary>Says the text, or does what it asks for.</summary>
    public CommandResult Types(string line)
    {
        Assert.That(ChatText.TryParse(Encoding.UTF8.GetBytes(line), new byte[Limits.FilterScratch], out var text), "the line may be said");
        return Commands.Interpret(new Typist(OtherRooms, _room, Member), text);
    }

    /// <summary>Says the texts as one.</summary>
    public CommandResult SaysTogether(params string[] texts) =>
        _room.SayTogether(Member, [.. texts.Select(Encoding.UTF8.GetBytes)]);

    public void Leaves() => _room.Leave(Reader);

    private static RoomReader Enter(Room room, Newcomer newcomer)
    {
        Assert.That(room.TryEnter(newcomer, out var member), Is.Null, $"{newcomer.Name} may enter");
        return new RoomReader(room, member!);
    }

    private static Nickname NameOf(string name) =>
        Nickname.TryParse(name, out var allowed) ? allowed : throw new ArgumentException($"{name} is not allowed");

    /// <summary>Every line that is there to be read now.</summary>
    public string[] Reads() => ReadsUpTo(Feed.Horizon);

    /// <summary>Every line that is there to be read before this place.</summary>
    public string[] ReadsUpTo(LogCursor horizon)
    {
        var read = new StringBuilder();
        while (Feed.TryNext(horizon, out var piece))
        {
            read.Append(Encoding.UTF8.GetString(piece.Lines.Span)).Append(Encoding.UTF8.GetString(piece.Following.Span));
            Feed.Advance(piece.End);
        }

        return read.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
