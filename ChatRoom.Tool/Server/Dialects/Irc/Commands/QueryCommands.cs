using ChatRoom.Server.Dialects.Irc.Clients;
using ChatRoom.Server.Dialects.Irc.Queries;

namespace ChatRoom.Server.Dialects.Irc.Commands;

/// <summary>The questions about persons, rooms and the server. They change nothing.</summary>
internal static class QueryCommands
{
    public static readonly IrcCommand[] Table =
    [
        Query("WHO", 0, WhoAnswer.Send),
        Query("WHOIS", 0, PersonAnswers.SendWhoIs),
        Query("WHOWAS", 0, PersonAnswers.SendWhoWas),
        Query("USERHOST", 1, PersonAnswers.SendUserHosts),
        Query("ISON", 1, PersonAnswers.SendIsOn),
        Query("LIST", 0, RoomsAnswer.Send),
        Query("LUSERS", 0, ServerAnswers.SendUsers),
        Query("VERSION", 0, ServerAnswers.SendVersion),
        Query("TIME", 0, ServerAnswers.SendTime),
        Query("INFO", 0, ServerAnswers.SendInfo),
        Query("ADMIN", 0, ServerAnswers.SendAdmin),
        Query("MOTD", 0, ServerAnswers.SendMessageOfTheDay),
        Query("HELP", 0, HelpAnswer.Send),
        Query("HELPOP", 0, HelpAnswer.Send),
    ];

    /// <summary>A client that asks for many long answers at once reads each before the next one is made.</summary>
    private static IrcCommand Query(string name, int least, Action<IrcClient, IrcRequest> answer) =>
        new(name, least, async (client, request) =>
        {
            if (await client.Mailbox.WaitForSpaceAsync())
            {
                answer(client, request);
            }

            return null;
        });
}
