using ChatRoom.Protocol;
using ChatRoom.Server.Dialects.Irc.Clients;
using ChatRoom.Server.Events;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Dialects.Irc.Registering;

/// <summary>The commands of a client before it is welcomed, in any order. The connection's task only.</summary>
internal sealed class Registration(IrcClient client)
{
    private static readonly Refusal NoPassword = new(
        Refusal.PasswordNeeded.Code,
        "This server requires a password: give it as the password of the server in your client, or with SASL PLAIN.");

    private readonly Authentication _authentication = new(client);
    private bool _isNegotiating;
    private bool _hasUser;
    private string? _password;
    private int _refusedNicks;

    /// <summary>The client has given all that is needed, and may be welcomed.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Processes a command; returns why the connection ends, or null.</summary>
    public async ValueTask<CloseReason?> AcceptAsync(IrcRequest request)
    {
        switch (request.Command)
        {
            case "CAP":
                _isNegotiating = Capabilities.Accept(client, request, _isNegotiating);
                break;
            case "AUTHENTICATE":
                await _authentication.AcceptAsync(request[0]);
                break;
            case "PASS" when request.Count > 0:
                _password = request[0];
                break;
            case "NICK" when request[0].Length > 0:
                if (!await TryTakeNickAsync(request[0]))
                {
                    return CloseReason.BadName;
                }

                break;
            case "NICK":
                client.Numeric("431", "Give a nick: NICK NAME.");
                break;
            case "USER" when request[0].Length > 0 && request[3].Length > 0:
                _hasUser = true;
                break;
            case "PASS" or "USER":
                client.Numeric("461", request.Command, "More parameters are needed.");
                break;
            case "PING":
                client.Send(client.Reply().Line(IrcServer.Name, "PONG", IrcServer.Name, request[0]));
                break;
            case "PONG":
                break;
            case "QUIT":
                client.Send(client.Reply().Line("", "ERROR", "The connection is closed."));
                return CloseReason.Quit;
            case "JOIN" when request[0].Length == 0:
                // irssi sends this before anything else.
                break;
            default:
                client.Numeric("451", "Register first: send NICK and USER.");
                break;
        }

        return client.Nick is not null && _hasUser && !_isNegotiating ? await CompleteAsync() : null;
    }

    private async ValueTask<bool> TryTakeNickAsync(string wanted)
    {
        if (await NickClaim.TryTakeAsync(client, wanted) is not { } refusal)
        {
            return true;
        }

        client.Numeric(refusal.Numeric, wanted, refusal.Why);
        if (++_refusedNicks < RoomSession.MaxTries)
        {
            return true;
        }

        client.Send(client.Reply().Line("", "ERROR", Refusal.TooManyTries.Text));
        return false;
    }

    private async ValueTask<CloseReason?> CompleteAsync()
    {
        var moderator = client.Rooms.Moderator;
        if ((client.Address is { } from ? moderator.Bans.Find(from) : null) is { } ban)
        {
            client.Server.Events.TurnedAway(client.Address!, Door.Irc);
            return Refuse("465", CloseNotice.TurnedAway(BanText.Terms(ban)).Farewell!, CloseReason.Banned);
        }

        if (moderator.Bans.Find(client.Nick!, moderator.Bans.Now) is { } ofName)
        {
            return Refuse("465", BanText.OfName(ofName, client.Nick!), CloseReason.Banned);
        }

        if (moderator.Passwords.Entry is not null && !_authentication.IsDone)
        {
            var refusal = _password is null ? NoPassword : await PasswordCheck.WhyNotAsync(client, _password);
            if (refusal is not null)
            {
                return Refuse("464", refusal, CloseReason.NoPassword);
            }
        }

        IsComplete = true;
        return null;
    }

    private CloseReason Refuse(string numeric, Refusal refusal, CloseReason reason)
    {
        client.Send(client.Reply().Numeric(numeric, refusal.Text).Line("", "ERROR", refusal.Text));
        return reason;
    }
}
