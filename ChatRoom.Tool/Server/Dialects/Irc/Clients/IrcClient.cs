using System.Diagnostics.CodeAnalysis;
using System.Net;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Irc;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.Reading;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Dialects.Irc.Clients;

/// <summary>One IRC connection: its nick, its capabilities, the rooms that it is in, and its answers. Loop thread only.</summary>
/// <param name="mailbox">Takes its answers, in the order of its commands, after what its rooms had by then.</param>
/// <param name="address">null: it comes over no network.</param>
internal sealed class IrcClient(IrcServer server, RoomList rooms, Mailbox mailbox, IPAddress? address)
{
    /// <summary>Rooms of one connection.</summary>
    public const int MaxRooms = 100;

    // It has no events: the connection's own answers are sent in it.
    private static readonly EncodedLog NoEvents = new(IrcEncodings.Of(IrcCaps.None), windowBytes: 0, nextId: 1);

    private readonly List<JoinedRoom> _joined = [];

    public IrcServer Server => server;

    public RoomList Rooms => rooms;

    public Mailbox Mailbox => mailbox;

    public IPAddress? Address => address;

    /// <summary>null: it has given none so far. Set by <see cref="IrcNames"/>.</summary>
    public Nickname? Nick { get; set; }

    /// <summary>The nick as numerics name it.</summary>
    public string NickOrStar => Nick?.ToString() ?? "*";

    /// <summary>The source of its lines, as others see it.</summary>
    public string Source => $"{Nick}!{Nick}@chatroom";

    public IrcCaps Caps { get; set; }

    /// <summary>It was welcomed.</summary>
    public bool IsRegistered => Home is not null;

    /// <summary>Its answers, outside all rooms; null: it was not welcomed yet.</summary>
    public Reader? Home { get; private set; }

    /// <summary>Common to its members in all rooms: whether it is an operator, and muted.</summary>
    public MemberStatus Status { get; } = new();

    /// <summary>The mute in force for it, in a room or in none; null: there is none.</summary>
    public Ban? Mute
    {
        get
        {
            var mutes = rooms.Moderator.Mutes;
            return Status.Mute is { } mute && mutes.IsInForce(mute) ? mute
                : mutes.Find(Nick!, mutes.Now) ?? (address is null ? null : mutes.Find(address));
        }
    }

    /// <summary>It says that it is a program (mode B), in the rooms that it joins from then on.</summary>
    public bool IsBot { get; set; }

    /// <summary>The text of AWAY; null: it is not away.</summary>
    public string? Away { get; set; }

    /// <summary>The time at which it connected.</summary>
    public DateTimeOffset Since { get; } = server.Options.Time.GetUtcNow();

    /// <summary>The time at which it last said something.</summary>
    public DateTimeOffset SpokeAt { get; set; } = server.Options.Time.GetUtcNow();

    /// <summary>The time of its newest input.</summary>
    public DateTimeOffset HeardAt { get; set; } = server.Options.Time.GetUtcNow();

    /// <summary>Completes with the next input; null: nobody waits for it.</summary>
    public TaskCompletionSource? SignOfLife { get; set; }

    public IReadOnlyList<JoinedRoom> Joined => _joined;

    /// <summary>It is welcomed: its answers are sent in turn with its rooms from now on.</summary>
    public Reader Register() => Home = new AnswerReader(mailbox, NoEvents);

    public Operator OperatorIn(JoinedRoom joined) => new(rooms, joined.Room, joined.Member);

    public IrcReply Reply() => new(NickOrStar);

    /// <summary>Sends answers, after everything that has happened in its rooms.</summary>
    public void Send(IrcReply reply) => Send(reply.Bytes);

    /// <summary>The same for lines that are encoded.</summary>
    public void Send(ReadOnlySpan<byte> lines)
    {
        if (Home is null)
        {
            mailbox.TryAddRaw(default, lines);
            return;
        }

        foreach (var joined in _joined)
        {
            joined.Room.Commit();
        }

        Home.SendRaw(Home.Place, lines);
    }

    /// <summary>Sends a numeric.</summary>
    public void Numeric(string code, params ReadOnlySpan<string> parameters) => Send(Reply().Numeric(code, parameters));

    /// <summary>Sends a notice to the client itself.</summary>
    public void Notice(string text) => Send(Reply().Line(IrcServer.Name, "NOTICE", NickOrStar, text));

    /// <summary>Sends a refusal, as a notice if the client knows no IRCv3 standard replies.</summary>
    public void Fail(string command, string code, string sentence, params ReadOnlySpan<string> about)
    {
        // The drafts of history and of multiline texts have refusals of that form.
        if ((Caps & (IrcCaps.StandardReplies | IrcCaps.ChatHistory | IrcCaps.Multiline)) != 0)
        {
            Send(Reply().Line(IrcServer.Name, "FAIL", [command, code, .. about, sentence]));
        }
        else
        {
            Notice(sentence);
        }
    }

    /// <summary>Sends a private text of another client; false: this one does not read, and must not be disconnected for what others send.</summary>
    public bool TrySend(in ServerLine line) => Home is { } home && mailbox.TryAddRaw(home.Place, Reply().Event(line, Caps).Bytes);

    /// <summary>The room of a channel name such as <c>#lobby</c>, if it is in there.</summary>
    public bool TryFindJoined(string channel, [NotNullWhen(true)] out JoinedRoom? joined)
    {
        joined = ChannelName.TryParse(channel, out var name) ? _joined.Find(each => each.Room.Nickname.Equals(name)) : null;
        return joined is not null;
    }

    /// <summary>Adds a room, which is not sent yet.</summary>
    public JoinedRoom Add(Room room, Member member)
    {
        var joined = new JoinedRoom(room, member);
        _joined.Add(joined);
        server.Events.Entered(member.Name, isPresent: true, member.Room, address ?? IPAddress.None, Door.Irc);
        return joined;
    }

    /// <summary>Leaves a room.</summary>
    /// <param name="last">The last line that it is sent of the room; null: none, because the connection ends.</param>
    /// <param name="why">Why the server or an operator removed it; empty if it left by itself.</param>
    public void Leave(JoinedRoom joined, IrcReply? last, string why, CloseReason reason)
    {
        var (member, room) = (joined.Member, joined.Room);
        var had = last is null ? Had(member, reason) : PastPlace.Event(member.Log.AppendedHead.NextId - 1);
        server.LastSeen.Note(member.Name, address, room.Nickname, had, server.Options.Time.GetUtcNow());
        _joined.Remove(joined);
        room.Leave(member, why);
        if (last is not null)
        {
            joined.Send(last);
        }

        server.Events.Left(joined.Member.Name, joined.Member.Room, reason, Door.Irc);
    }

    /// <summary>Leaves all rooms, because the connection ends.</summary>
    /// <param name="why">Why the server or an operator ended it; empty if it ended by itself.</param>
    public void LeaveAll(string why, CloseReason reason)
    {
        while (_joined.Count > 0)
        {
            Leave(_joined[^1], last: null, why, reason);
        }
    }

    /// <summary>The newest event of a room that a connection that ends has had.</summary>
    private PastPlace Had(Member member, CloseReason reason)
    {
        // A dead connection takes what it is sent for minutes, and nothing of it arrives. In the millisecond of its last sign of
        // life something may have happened after that.
        var isDead = reason is CloseReason.Lost or CloseReason.Stalled or CloseReason.NotReading or CloseReason.Replaced or CloseReason.Silent;
        return isDead && member.Cursor.NextId >= member.Log.NextId
            ? PastPlace.EventAndTime(member.LastEventId, HeardAt.ToUnixTimeMilliseconds() - 1)
            : PastPlace.Event(member.Cursor.NextId - 1);
    }

    /// <summary>Ends what it is sent of all rooms. The others see nothing of it, because the server shuts down.</summary>
    public void DismissAll() => _joined.ForEach(joined => joined.Room.Dismiss(joined.Member));
}
