using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Dialects;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.SlashCommands;
using ChatRoom.Server.Rooms.State;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Support.Peers;

/// <summary>A reader or member of a room, without a connection. It types lines, and reads the feed as text.</summary>
internal sealed class RoomReader
{
    private static readonly RoomList OtherRooms = TestRooms.Several(new ManualTime(), 1 << 20, most: 1);

    private readonly Room _room;

    private RoomReader(Room room, Reader reader)
    {
        _room = room;
        Reader = reader;
        Feed = reader.Mailbox.Feed!;
        Feed.Enter(reader);
    }

    public Reader Reader { get; }

    public Member Member => (Member)Reader;

    public Feed Feed { get; }

    public Mailbox Mailbox => Reader.Mailbox;

    public static RoomReader Join(Room room, string name, Dialect? dialect = null) =>
        Enter(room, new JoinRequest(NameOf(name), MailboxOf(dialect ?? TestDialects.Line), Address: null));

    /// <summary>A bot that has read everything up to its own joining.</summary>
    public static RoomReader JoinAsBot(Room room, string name)
    {
        var bot = Enter(room, new JoinRequest(NameOf(name), MailboxOf(TestDialects.Typed), Address: null, IsBot: true));
        bot.Reads();
        return bot;
    }

    /// <summary>A sender, which is not a member of the room.</summary>
    public static RoomReader Send(Room room, string name) =>
        Enter(room, new JoinRequest(NameOf(name), MailboxOf(TestDialects.Typed), Address: null, IsMember: false));

    /// <summary>A sender that has read its welcome.</summary>
    public static RoomReader SendAndRead(Room room, string name)
    {
        var sender = Send(room, name);
        sender.Reads();
        return sender;
    }

    /// <summary>A program that enters with a session.</summary>
    public static RoomReader EnterWithSession(
        Room room, string name, string session, bool isMember = true, bool isBot = false, bool isNumbered = false, bool isResumed = false) =>
        Enter(room, JoinRequestOf(name, session, isMember, isBot, isNumbered, isResumed));

    /// <summary>A program that enters with a session or without one; null: it may not.</summary>
    public static RoomReader? TryEnter(Room room, string name, SessionId? session, bool isMember, bool isBot, bool isNumbered, bool isResumed)
    {
        var joinRequest = new JoinRequest(NameOf(name), MailboxOf(TestDialects.Typed), Address: null, isMember, isBot, isNumbered, Session: session, IsResumed: isResumed);
        return ActOutcome.Of(room.EnterAsync(joinRequest)).Member is { } member ? new RoomReader(room, member) : null;
    }

    /// <summary>Why a program with a session may not enter; null: it may.</summary>
    public static Refusal? Refused(Room room, string name, string session, bool isMember = true, bool isResumed = false) =>
        ActOutcome.Of(room.EnterAsync(JoinRequestOf(name, session, isMember, false, false, isResumed))).Refusal;

    /// <summary>A reader, which is not a member of the room.</summary>
    public static RoomReader Watch(Room room, Since since) => new(room, ActOutcome.Of(room.WatchAsync(since, MailboxOf(TestDialects.Typed), asksLog: false, knownLog: "")));

    /// <summary>Adds a watch of another room beside this one; returns its reader.</summary>
    public Reader WatchesBeside(Room room, Since since)
    {
        Assert.That(Mailbox.TryCreateNext(out var mailbox));
        var reader = ActOutcome.Of(room.WatchAsync(since, mailbox!, asksLog: false, knownLog: ""));
        Feed.Follow(reader);
        return reader;
    }

    /// <summary>A member that has read everything up to its own joining.</summary>
    public static RoomReader JoinAndRead(Room room, string name, SessionDialect? dialect = null)
    {
        var reader = Join(room, name, dialect);
        reader.Reads();
        return reader;
    }

    /// <summary>Says the text, or runs it as a command.</summary>
    public CommandResult Types(string line)
    {
        Assert.That(ChatText.TryParse(Encoding.UTF8.GetBytes(line), new byte[Limits.FilterScratch], out var text), "the line may be said");
        var result = Commands.Interpret(new CommandContext(OtherRooms, _room, Member, WantsTypedAnswers: false), text);
        return result.Later is { } later ? CommandResult.Unless(ActOutcome.Of(new ValueTask<Refusal?>(later))) : result;
    }

    /// <summary>Says several texts at once, numbered from <paramref name="first"/>.</summary>
    public Refusal? Says(long first, params string[] texts)
    {
        var lineBatch = new LineBatch();
        foreach (var text in texts)
        {
            lineBatch.Add(first++, Encoding.UTF8.GetBytes(text));
        }

        return SaysNow(lineBatch);
    }

    /// <summary>Says the texts as one group.</summary>
    public Refusal? SaysTogether(params string[] texts)
    {
        var lineBatch = new LineBatch(areTogether: true);
        foreach (var text in texts)
        {
            lineBatch.Add(number: 0, Encoding.UTF8.GetBytes(text));
        }

        return SaysNow(lineBatch);
    }

    private Refusal? SaysNow(LineBatch lineBatch)
    {
        var refusal = _room.Say(Member, lineBatch);
        _room.Commit();
        return refusal;
    }

    public void Leaves() => _room.Leave(Reader, why: "");

    private static RoomReader Enter(Room room, JoinRequest joinRequest)
    {
        var (refusal, member) = ActOutcome.Of(room.EnterAsync(joinRequest));
        Assert.That(refusal, Is.Null, $"{joinRequest.Name} may enter");
        return new RoomReader(room, member!);
    }

    /// <summary>Enters as a client that cannot be asked for another name, so that its name is numbered if it is taken.</summary>
    public static Member JoinNumbered(Room room, string name, SessionDialect? dialect = null)
    {
        var joinRequest = new JoinRequest(NameOf(name), MailboxOf(dialect ?? TestDialects.Tutorial), Address: null, IsNumbered: true);
        var (refusal, member) = ActOutcome.Of(room.EnterAsync(joinRequest));
        Assert.That(refusal, Is.Null, $"{name} may enter");
        return member!;
    }

    private static JoinRequest JoinRequestOf(string name, string session, bool isMember, bool isBot, bool isNumbered, bool isResumed)
    {
        Assert.That(SessionId.TryParse(Encoding.UTF8.GetBytes(session), out var id), "it is a session");
        return new JoinRequest(NameOf(name), MailboxOf(TestDialects.Typed), Address: null, isMember, isBot, isNumbered, Session: id, IsResumed: isResumed);
    }

    private static Mailbox MailboxOf(Dialect dialect)
    {
        var mailbox = new Mailbox(dialect);
        _ = new Feed(mailbox);
        return mailbox;
    }

    private static Nickname NameOf(string name) =>
        Nickname.TryParse(name, out var allowed) ? allowed : throw new ArgumentException($"{name} is not allowed");

    /// <summary>Reads all lines that are there now.</summary>
    public string[] Reads() => ReadsAll(Feed);

    /// <summary>Reads all lines that are there now, of each room.</summary>
    public static string[] ReadsAll(Feed feed)
    {
        var read = new List<string>();
        string[] turn;
        do
        {
            feed.TakeNext();
            turn = ReadsUpTo(feed, feed.Horizon);
            read.AddRange(turn);
            feed.EndTurn();
        }
        while (turn.Length > 0 || feed.HasNext);

        return [.. read];
    }

    /// <summary>Reads all lines before this place.</summary>
    public string[] ReadsUpTo(LogCursor horizon) => ReadsUpTo(Feed, horizon);

    private static string[] ReadsUpTo(Feed feed, LogCursor horizon)
    {
        var read = new StringBuilder();
        while (feed.TryNext(horizon, out var slice))
        {
            read.Append(Encoding.UTF8.GetString(slice.Lines.Span)).Append(Encoding.UTF8.GetString(slice.Following.Span));
            feed.Advance(slice.End);
        }

        return read.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
