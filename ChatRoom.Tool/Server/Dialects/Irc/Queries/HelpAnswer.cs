using System.Collections.Frozen;
using ChatRoom.Server.Dialects.Irc.Clients;

namespace ChatRoom.Server.Dialects.Irc.Queries;

/// <summary>HELP [COMMAND]: a short text about a command, or the list of all. Source: Modern IRC, "HELP message".</summary>
internal static class HelpAnswer
{
    /// <summary>The usage and what the command does. Commands that clients send by themselves are left out.</summary>
    private static readonly FrozenDictionary<string, string> Texts = new Dictionary<string, string>
    {
        ["ADMIN"] = "ADMIN: asks for the server's owner, which is not known.",
        ["AWAY"] = "AWAY :TEXT: marks you as away; without a text you are back.",
        ["BAN"] = "BAN [#ROOM] NAME|ADDRESS [DURATION] [REASON]: for operators, keeps somebody out.",
        ["BANS"] = "BANS: for operators, lists the bans.",
        ["HELP"] = "HELP [COMMAND]: shows this, or what a command does.",
        ["HISTORY"] = "HISTORY #ROOM [NUMBER]: sends the last messages of a room again, as notices.",
        ["INFO"] = "INFO: shows what this server is.",
        ["ISON"] = "ISON NAME...: shows which of these names somebody has.",
        ["JOIN"] = "JOIN #ROOM[,#ROOM...]: joins rooms; a new name makes a room.",
        ["KICK"] = "KICK #ROOM NAME [:REASON]: for operators, sends somebody away.",
        ["LIST"] = "LIST [#ROOM...|>NUMBER|<NUMBER]: lists the rooms with their members and topics.",
        ["LOCK"] = "LOCK [#ROOM]: for operators, only operators set the topic from then on.",
        ["LUSERS"] = "LUSERS: counts persons and rooms.",
        ["MODE"] = "MODE #ROOM [+t|-t|+b NAME|-b NAME]: shows or, for operators, changes a room: t locks the topic, b bans.",
        ["MOTD"] = "MOTD: shows the message of the day.",
        ["MUTE"] = "MUTE [#ROOM] NAME [DURATION] [REASON]: for operators, keeps somebody from speaking.",
        ["NAMES"] = "NAMES #ROOM: lists the members of a room.",
        ["NICK"] = "NICK NAME: changes your name in all your rooms.",
        ["NOTICE"] = "NOTICE #ROOM|NAME :TEXT: says a text as a bot, to which other bots do not answer.",
        ["OPER"] = "OPER ANY PASSWORD: makes you an operator.",
        ["PART"] = "PART #ROOM: leaves a room.",
        ["PRIVMSG"] = "PRIVMSG #ROOM|NAME :TEXT: says a text to a room, or to one person.",
        ["QUIT"] = "QUIT: leaves all rooms, and disconnects.",
        ["SAY"] = "SAY [#ROOM] TEXT: for operators, says a text as the server.",
        ["TIME"] = "TIME: shows the server's time.",
        ["TOPIC"] = "TOPIC #ROOM [:TEXT]: shows or sets the topic of a room.",
        ["UNBAN"] = "UNBAN [#ROOM] NAME|ADDRESS: for operators, ends a ban.",
        ["UNLOCK"] = "UNLOCK [#ROOM]: for operators, everybody sets the topic again.",
        ["UNMUTE"] = "UNMUTE [#ROOM] NAME: for operators, lets somebody speak again.",
        ["USERHOST"] = "USERHOST NAME...: shows whether persons are away.",
        ["VERSION"] = "VERSION: shows the server's version, and what it supports.",
        ["WHO"] = "WHO [#ROOM|NAME|MASK] [o]: lists persons; o: operators only.",
        ["WHOIS"] = "WHOIS NAME: shows what is known about a person.",
    }.ToFrozenDictionary();

    public static void Send(IrcClient client, IrcRequest request)
    {
        var subject = request[0].ToUpperInvariant();
        var reply = client.Reply();
        if (subject.Length == 0)
        {
            reply.Numeric("704", "*", "The commands of this server:");
            foreach (var names in WordLines.Of(Texts.Keys.Order(StringComparer.Ordinal)))
            {
                reply.Numeric("705", "*", names);
            }

            reply.Numeric("706", "*", "HELP COMMAND shows more about one.");
        }
        else if (Texts.TryGetValue(subject, out var text))
        {
            reply.Numeric("704", subject, text).Numeric("706", subject, "End of the help");
        }
        else
        {
            reply.Numeric("524", request[0], "There is no help about that; HELP lists the commands.");
        }

        client.Send(reply);
    }
}
