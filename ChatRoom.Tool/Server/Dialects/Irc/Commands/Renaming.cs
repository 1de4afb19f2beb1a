using ChatRoom.Protocol;
using ChatRoom.Server.Dialects.Irc.Clients;
using ChatRoom.Server.Dialects.Irc.Registering;

namespace ChatRoom.Server.Dialects.Irc.Commands;

/// <summary>Gives a client another nick in all its rooms, or in none. Each IRC client sees it once. Loop thread only.</summary>
internal static class Renaming
{
    public static async ValueTask RunAsync(IrcClient client, string wanted)
    {
        var (before, source) = (client.Nick!, client.Source);
        if (await NickClaim.TryTakeAsync(client, wanted) is { } refusal)
        {
            client.Numeric(refusal.Numeric, wanted, refusal.Why);
            return;
        }

        if (client.Joined.Count == 0)
        {
            client.Send(client.Reply().Line(source, "NICK", wanted));
            return;
        }

        var renamed = new List<JoinedRoom>();
        foreach (var joined in client.Joined.ToArray())
        {
            if (await joined.Room.RenameAsync(joined.Member, client.Nick!) is { } whyNot)
            {
                await GoBackAsync(client, before, renamed);
                client.Numeric("433", wanted, $"{joined.Channel}: {whyNot.Text}");
                return;
            }

            renamed.Add(joined);
        }

        foreach (var other in client.Server.Names.Clients)
        {
            ShowOnce(other, renamed);
        }
    }

    private static async ValueTask GoBackAsync(IrcClient client, Nickname before, List<JoinedRoom> renamed)
    {
        client.Server.Names.Take(before, client);
        foreach (var joined in renamed)
        {
            await joined.Room.RenameAsync(joined.Member, before);
        }
    }

    /// <summary>A client that shares several of the rooms is sent the event of the first one only.</summary>
    private static void ShowOnce(IrcClient other, List<JoinedRoom> renamed)
    {
        var isFirst = true;
        foreach (var joined in renamed)
        {
            if (other.Joined.FirstOrDefault(each => each.Room == joined.Room) is not { } shared)
            {
                continue;
            }

            if (!isFirst)
            {
                shared.Member.Skip(joined.Member.LastEventId, joined.Member.LastEventId);
            }

            isFirst = false;
        }
    }
}
