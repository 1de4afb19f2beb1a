using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Irc;
using ChatRoom.Server.Dialects.Irc.Clients;
using ChatRoom.Server.Dialects.Irc.Commands;
using ChatRoom.Server.Dialects.Irc.Registering;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;

namespace ChatRoom.Server.Dialects.Irc;

/// <summary>The input of an IRC client: it registers, and then gives commands, in several rooms at a time. The connection's task only.</summary>
internal sealed class IrcSession(IrcDialect dialect, IrcClient client)
    : Session(client.Rooms, client.Mailbox, client.Address, MaxLine)
{
    /// <summary>Bytes of the tags of a client, as IRCv3 message-tags allows them.</summary>
    private const int MaxTags = 4094;

    /// <summary>Bytes of one line: the tags with their mark and a space, a text, and the words before it.</summary>
    private const int MaxLine = MaxTags + 2 + Limits.MaxLine;

    private readonly Talk _talk = new(client);
    private readonly MultilineTalk _multiline = new(client);

    // null: it is welcomed.
    private Registration? _registration = new(client);

    public override SessionDialect Dialect => dialect;

    public override bool IsPersonInRoom => client is { IsBot: false, Joined.Count: > 0 };

    public override IReadOnlyList<Reader> Readers => client.Home is { } home ? [home, .. client.Joined.Select(joined => joined.Member)] : [];

    public override void Leave(CloseNotice notice, TimeSpan? retryAfter)
    {
        // Its owner may be back before the last lines are sent.
        client.Server.Names.Release(client);
        if (notice.Reason == CloseReason.Draining)
        {
            client.DismissAll();
        }
        else
        {
            client.LeaveAll(notice.LeftText, notice.Reason);
        }

        client.Send(client.Reply().Line("", "ERROR", notice.Farewell?.Text ?? "The connection is closed."));
        client.Home!.CloseHere();
    }

    public override bool TryLeaveRoom(Reader reader, CloseNotice notice)
    {
        if (!notice.IsOfRoom || client.Joined.FirstOrDefault(joined => joined.Member == reader) is not { } left)
        {
            return false;
        }

        client.Leave(left, Kick(left, notice.LeftText), notice.LeftText, notice.Reason);
        return true;
    }

    public override void Ended() => client.Server.Names.Release(client);

    protected override CloseReason? AcceptBytes(ReadOnlySpan<byte> bytes, Span<byte> scratch)
    {
        client.HeardAt = client.Server.Options.Time.GetUtcNow();
        client.SignOfLife?.TrySetResult();
        client.SignOfLife = null;
        return base.AcceptBytes(bytes, scratch);
    }

    protected override CloseReason? AcceptLine(ReadOnlySpan<byte> line, Span<byte> scratch)
    {
        if (!IrcLine.TryParse(line, out var parsed))
        {
            return null;
        }

        if (parsed.Tags.Length > MaxTags)
        {
            return AcceptTooLong();
        }

        if (_registration is { } registration)
        {
            return Await(RegisterAsync(registration, IrcRequest.Of(parsed)));
        }

        if (parsed.Is("PRIVMSG"u8) || parsed.Is("NOTICE"u8))
        {
            return _multiline.TryCollect(parsed) ? null : Await(_talk.SayAsync(parsed, scratch));
        }

        if (parsed.Is("BATCH"u8) && client.Caps.HasFlag(MultilineTalk.Needed))
        {
            return Await(_multiline.AcceptAsync(parsed, _talk));
        }

        var request = IrcRequest.Of(parsed);
        for (var charge = IrcCommands.CostOf(request); charge > 0; charge--)
        {
            ChargeForCommand();
        }

        return Await(IrcCommands.RunAsync(client, request));
    }

    protected override CloseReason? AcceptTooLong()
    {
        client.Numeric("417", Refusal.TooLong.Text);
        return null;
    }

    /// <summary>The line by which the peer sees that it was sent away.</summary>
    private static IrcReply Kick(JoinedRoom left, string why) => new IrcReply("").Event(new ServerLine
    {
        Kind = ServerLineKind.Leave,
        Room = left.Room.Name,
        Name = left.Member.Name.Bytes,
        Text = Encoding.UTF8.GetBytes(why),
    });

    private async ValueTask<CloseReason?> RegisterAsync(Registration registration, IrcRequest request)
    {
        var end = await registration.AcceptAsync(request);
        if (end is not null)
        {
            // The nick is free at once for the next connection of the same person.
            client.Server.Names.Release(client);
        }
        else if (registration.IsComplete)
        {
            _registration = null;
            ReadAs(client.Register());
            Welcome.Send(client);
        }

        return end;
    }
}
