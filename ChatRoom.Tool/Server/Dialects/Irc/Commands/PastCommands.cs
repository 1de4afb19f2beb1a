using System.Globalization;
using ChatRoom.Protocol;
using ChatRoom.Server.Dialects.Irc.Clients;
using ChatRoom.Server.Dialects.Irc.Past;
using ChatRoom.Server.Events;

namespace ChatRoom.Server.Dialects.Irc.Commands;

/// <summary>CHATHISTORY, and HISTORY, which shows the same to a person. A long answer waits until the client has read the one before it.</summary>
internal static class PastCommands
{
    /// <summary>Messages if no number is given: about a screen.</summary>
    private const int UsualHistory = 20;

    public static readonly IrcCommand[] Table =
    [
        new("CHATHISTORY", 0, ChatHistoryAsync),
        new("HISTORY", 1, HistoryAsync),
    ];

    private static async ValueTask<CloseReason?> ChatHistoryAsync(IrcClient client, IrcRequest request)
    {
        if (await client.Mailbox.WaitForSpaceAsync())
        {
            var (answer, fault) = await ChatHistory.AnswerAsync(client, request.Parameters);
            if (fault is not null)
            {
                client.Fail("CHATHISTORY", fault.Code, fault.Sentence, fault.About);
            }
            else
            {
                client.Send(answer);
            }
        }

        return null;
    }

    private static async ValueTask<CloseReason?> HistoryAsync(IrcClient client, IrcRequest request)
    {
        var count = UsualHistory;
        if (!client.TryFindJoined(request[0], out var joined))
        {
            client.Numeric("442", request[0], "You are not in that room.");
        }
        else if (request.Count > 1 && !(int.TryParse(request[1], NumberStyles.None, CultureInfo.InvariantCulture, out count) && count is > 0 and <= Limits.MaxHistory))
        {
            client.Notice($"Give a number from 1 to {Limits.MaxHistory} such as HISTORY {joined.Channel} {UsualHistory}.");
        }
        else if (await client.Mailbox.WaitForSpaceAsync())
        {
            await joined.Room.Queries.SendHistoryAsync(joined.Member, count, asEvents: false);
        }

        return null;
    }
}
