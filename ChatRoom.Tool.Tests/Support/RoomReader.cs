using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Rooms;
using NUnit.Framework;

namespace ChatRoom.Tests.Support;

/// <summary>Somebody in a room, without a connection: types lines, and reads the feed as text.</summary>
internal sealed class RoomReader
{
    private readonly Room _room;

    private RoomReader(Room room, Member member)
    {
        _room = room;
        Member = member;
        Feed = new Feed(member.Mailbox);
        Feed.Follow(member);
    }

    public Member Member { get; }

    public Feed Feed { get; }

    public Mailbox Mailbox => Member.Mailbox;

    public static RoomReader Join(Room room, string name, Dialect dialect = Dialect.Line)
    {
        Assert.That(Nickname.TryParse(name, out var wanted), $"{name} is allowed");
        Assert.That(room.TryJoin(wanted!, new Mailbox(dialect), out var member), Is.Null, $"{name} may join");
        return new RoomReader(room, member!);
    }

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
        return Commands.Interpret(_room, Member, text);
    }

    public void Leaves() => _room.Leave(Member);

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
