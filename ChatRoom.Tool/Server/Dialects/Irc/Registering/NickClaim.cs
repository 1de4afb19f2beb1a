using ChatRoom.Protocol;
using ChatRoom.Server.Dialects.Irc.Clients;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Dialects.Irc.Registering;

/// <summary>
/// Gives a client a nick, if it may have it. A connection that is dead, and whose address is that of a newcomer, loses the nick to it.
/// Loop thread only.
/// </summary>
internal static class NickClaim
{
    /// <summary>A connection that does not answer a ping for this long is dead.</summary>
    public static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(5);

    private static readonly CloseNotice TakenOver = new(
        CloseReason.Replaced,
        new Refusal(Refusal.Replaced.Code, "Your nick was taken over from your address, because you did not answer."));

    /// <summary>Returns the numeric and the sentence of the refusal; null: the client has the nick now.</summary>
    public static async ValueTask<(string Numeric, string Why)?> TryTakeAsync(IrcClient client, string wanted)
    {
        if (!Nickname.TryParse(wanted, out var nick))
        {
            return ("432", Refusal.BadName.Text);
        }

        if (ReservedNames.Contains(nick))
        {
            return ("432", Refusal.NameReserved(nick).Text);
        }

        var names = client.Server.Names;
        if (names.TryFindLike(nick, out var holder) && holder != client && (client.IsRegistered || !IsSameAddress(client, holder) || await AnswersAsync(holder)))
        {
            return ("433", WhyTaken(nick, holder.Nick!));
        }

        if (holder is not null && holder != client)
        {
            End(holder);
        }

        // Others may have asked for the nick while the holder was pinged.
        if (names.TryFindLike(nick, out var other) && other != client)
        {
            return ("433", WhyTaken(nick, other.Nick!));
        }

        foreach (var room in client.Rooms.All())
        {
            if (room.Seats.TryFindLike(nick, out var seat) && !client.Joined.Any(joined => joined.Room == room && joined.Member.Holder == seat.Holder))
            {
                return ("433", WhyTaken(nick, seat.Name));
            }
        }

        names.Take(nick, client);
        return null;
    }

    private static void End(IrcClient holder)
    {
        holder.Rooms.Moderator.Expel((reader, _) => reader == holder.Home, TakenOver);
        holder.Server.Names.Release(holder);
        holder.LeaveAll("", CloseReason.Replaced);
    }

    private static string WhyTaken(Nickname nick, Nickname there) =>
        nick.Equals(there) ? Refusal.NameTaken(nick).Text : Refusal.NameLooksLike(nick, there).Text;

    private static bool IsSameAddress(IrcClient one, IrcClient other) =>
        one.Address is { } address && other.Address is { } there && Networks.OfPeer(address).Equals(Networks.OfPeer(there));

    /// <summary>Pings a connection. One that is not registered yet is taken to be alive.</summary>
    private static async ValueTask<bool> AnswersAsync(IrcClient holder)
    {
        if (holder.Home is null)
        {
            return true;
        }

        var sign = holder.SignOfLife ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        holder.Send(holder.Reply().Line("", "PING", IrcServer.Name));
        try
        {
            await sign.Task.WaitAsync(AnswerTime, holder.Server.Options.Time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
