using System.Buffers;
using System.Text;
using System.Text.Unicode;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Irc;
using ChatRoom.Server.Dialects.Irc.Clients;
using ChatRoom.Server.Events;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Dialects.Irc.Commands;

/// <summary>PRIVMSG and NOTICE, to rooms and to persons. A NOTICE is never answered. The connection's task only.</summary>
internal sealed class Talk(IrcClient client)
{
    private const int MaxTargets = 4;

    private readonly LineBatch _batch = new();

    /// <summary>Says a text; returns why the connection ends, or null. The line is read before the first wait.</summary>
    public ValueTask<CloseReason?> SayAsync(in IrcLine line, Span<byte> scratch)
    {
        client.SpokeAt = client.Server.Options.Time.GetUtcNow();
        var isNotice = line.Is("NOTICE"u8);
        if (WhyNot(line) is { } why)
        {
            return Answer(isNotice, why.Numeric, why.About, why.Text);
        }

        if (!Utf8.IsValid(line[1]))
        {
            if (!isNotice)
            {
                // UTF8ONLY has a refusal of that form for all clients.
                client.Send(client.Reply().Line(IrcServer.Name, "FAIL", "PRIVMSG", "INVALID_UTF8", "That text is not UTF-8, so it was not said; set your client to UTF-8."));
            }

            return default;
        }

        var isCtcp = IrcText.IsCtcp(line[1], out var command, out var rest);
        if (isCtcp && !command.SequenceEqual("ACTION"u8))
        {
            if (!isNotice)
            {
                client.Notice($"CTCP {Encoding.UTF8.GetString(command)} is not passed on here.");
            }

            return default;
        }

        var raw = ArrayPool<byte>.Shared.Rent(line[1].Length + 1);
        try
        {
            var plain = raw.AsSpan(0, IrcText.RemoveFormatting(isCtcp ? rest : line[1], raw));
            return !ChatText.TryParse(plain, scratch, out var text) ? Answer(isNotice, "417", "", Refusal.TooLong.Text)
                : text.IsEmpty ? Answer(isNotice, "412", "", "There is no text to send.")
                : SayAsync(line, text, isCtcp, isNotice);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(raw);
        }
    }

    /// <summary>Says texts: in a room together, with nothing between them, and to a person one after another.</summary>
    public ValueTask<CloseReason?> SayAsync(string target, LineBatch texts, bool isNotice)
    {
        client.SpokeAt = client.Server.Options.Time.GetUtcNow();
        return ChannelName.Looks(target)
            ? TellAsync([(target, InRoom(target, texts, isNotice).AsTask())], isNotice)
            : PrivatelyAsync(target, texts, isNotice);
    }

    private static (string Numeric, string About, string Text)? WhyNot(in IrcLine line) =>
        line[0].IsEmpty ? ("411", "", $"There is no receiver; use {Encoding.UTF8.GetString(line.Command)} TARGET :TEXT.")
        : line[1].IsEmpty ? ("412", "", "There is no text to send.")
        : line[0].Count((byte)',') >= MaxTargets ? ("407", Encoding.UTF8.GetString(line[0]), $"Those are too many receivers; at most {MaxTargets} at once.")
        : null;

    private ValueTask<CloseReason?> SayAsync(in IrcLine line, ChatText text, bool isAction, bool isNotice)
    {
        var acts = new List<(string Target, Task<Refusal?> Act)>();
        foreach (var target in Encoding.UTF8.GetString(line[0]).Split(','))
        {
            var isRoom = ChannelName.Looks(target);
            TellAway(target, isNotice);
            acts.Add((target, isRoom ? InRoom(target, text, isAction, isNotice).AsTask() : Privately(target, text, isAction, isNotice).AsTask()));
        }

        return TellAsync(acts, isNotice);
    }

    private ValueTask<Refusal?> InRoom(string channel, ChatText text, bool isAction, bool isNotice)
    {
        if (isAction && client.TryFindJoined(channel, out var joined))
        {
            return joined.Room.ActAsync(joined.Member, text);
        }

        _batch.Add(number: 0, text.Bytes);
        return InRoom(channel, _batch, isNotice);
    }

    private ValueTask<Refusal?> InRoom(string channel, LineBatch texts, bool isNotice)
    {
        var refusal = client.TryFindJoined(channel, out var joined)
            ? joined.Room.Say(joined.Member, texts, isNotice)
            : new Refusal("not-joined", $"You are not in {channel}; join it first: /join {channel}");
        texts.Clear();
        return ValueTask.FromResult(refusal);
    }

    private async ValueTask<CloseReason?> PrivatelyAsync(string target, LineBatch texts, bool isNotice)
    {
        var lines = new List<byte[]>(texts.Count);
        foreach (var text in texts)
        {
            lines.Add(text.Text.ToArray());
        }

        texts.Clear();
        TellAway(target, isNotice);
        foreach (var line in lines)
        {
            if (await Privately(target, line, isNotice) is { } refusal)
            {
                return await Answer(isNotice, "401", target, refusal.Text);
            }
        }

        return null;
    }

    private ValueTask<Refusal?> Privately(string target, byte[] filtered, bool isNotice) =>
        ChatText.TryParse(filtered, new byte[Limits.FilterScratch], out var text)
            ? Privately(target, text, isAction: false, isNotice)
            : ValueTask.FromResult<Refusal?>(Refusal.TooLong);

    /// <summary>To the member of that name in the first room that both are in; otherwise to the IRC connection of that name.</summary>
    private ValueTask<Refusal?> Privately(string target, ChatText text, bool isAction, bool isNotice)
    {
        if (!Nickname.TryParse(target, out var nick))
        {
            return ValueTask.FromResult<Refusal?>(Refusal.NobodyNamed(target));
        }

        // An action to a person has no form of its own in the other dialects.
        if (isAction && !ChatText.TryParse((byte[])[.. "* "u8, .. client.Nick!.Bytes, (byte)' ', .. text.Bytes], new byte[Limits.FilterScratch], out text))
        {
            return ValueTask.FromResult<Refusal?>(Refusal.TooLong);
        }

        if (client.Joined.FirstOrDefault(joined => joined.Room.Seats.TryFind(nick, out _)) is { } shared)
        {
            return shared.Room.WhisperAsync(shared.Member, nick, text);
        }

        if (!client.Server.Names.TryFind(nick, out var other))
        {
            return ValueTask.FromResult<Refusal?>(Refusal.NobodyNamed(target));
        }

        return ValueTask.FromResult(client.Mute is { } mute ? Refusal.Muted(BanText.Until(mute)) : TrySend(other, nick, text));
    }

    /// <summary>Tells the client that a person is away. A NOTICE is not answered.</summary>
    private void TellAway(string target, bool isNotice)
    {
        if (!isNotice && Nickname.TryParse(target, out var nick) && client.Server.Names.TryFind(nick, out var other) && other.Away is { } away)
        {
            client.Numeric("301", nick.ToString(), away);
        }
    }

    /// <summary>Sends a text to a connection with which no room is shared; returns why not, or null.</summary>
    private Refusal? TrySend(IrcClient other, Nickname nick, ChatText text)
    {
        var line = new ServerLine
        {
            Kind = ServerLineKind.Private,
            Name = client.Nick!.Bytes,
            Other = nick.Bytes,
            IsBot = client.IsBot,
            Time = client.Server.Options.Time.GetUtcNow().ToUnixTimeMilliseconds(),
            Text = text.Bytes,
        };
        if (!other.TrySend(line))
        {
            return Refusal.ReceiverNotReading(nick);
        }

        if (client.Caps.HasFlag(IrcCaps.EchoMessage) && other != client)
        {
            client.Send(client.Reply().Event(line, client.Caps));
        }

        return null;
    }

    private async ValueTask<CloseReason?> TellAsync(List<(string Target, Task<Refusal?> Act)> acts, bool isNotice)
    {
        foreach (var (target, act) in acts)
        {
            if (await act is { } refusal)
            {
                await Answer(isNotice, ChannelName.Looks(target) ? "404" : "401", target, refusal.Text);
            }
        }

        return null;
    }

    /// <param name="about">The target; empty: none in particular.</param>
    private ValueTask<CloseReason?> Answer(bool isNotice, string numeric, string about, string text)
    {
        if (!isNotice)
        {
            client.Send(about.Length == 0 ? client.Reply().Numeric(numeric, text) : client.Reply().Numeric(numeric, about, text));
        }

        return default;
    }
}
