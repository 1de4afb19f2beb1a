using ChatRoom.Protocol.Text;

namespace ChatRoom.Protocol;

/// <summary>
/// A user's mistake, as a value: a code for programs and one sentence for people, saying what was wrong
/// and what to do. Every sentence of this kind that both sides share stands here.
/// </summary>
internal sealed record Refusal(string Code, string Text)
{
    /// <summary>What a person must do to be named.</summary>
    public const string NameRules = "use 1 to 32 of A-Z a-z 0-9 _ - . [ ] { } | ^ and no spaces";

    public static readonly Refusal BadName = new("bad-name", $"That name is not allowed; {NameRules}.");

    public static readonly Refusal NotHttp = new(
        "not-http",
        "This is a chat room and no web server: join it with 'chatroom client', or with 'nc HOST PORT'.");

    public static readonly Refusal NotThatServer = new(
        "not-that-server",
        "This is a chat room and no server for that program: join it with 'chatroom client', or with 'nc HOST PORT'.");

    public static readonly Refusal TooLong = new(
        "too-long",
        $"That line is too long and was not said: {Limits.MaxText} bytes are the most; send it in parts.");

    public static readonly Refusal TooManyTries = new(
        "too-many-tries",
        "Too many names were refused; connect again to go on.");

    public static readonly Refusal BadLine = new(
        "bad-line",
        "That line does not follow the protocol and was ignored; see docs/PROTOCOL.md.");

    public static readonly Refusal NotJoined = new(
        "not-joined",
        "Join a room before saying anything: join ROOM NAME.");

    public static readonly Refusal NotAMember = new(
        "not-joined",
        "Only a member can do that; connect again and join: join ROOM NAME.");

    public static readonly Refusal BadRoom = new("bad-room", $"That is no name for a room; {NameRules}.");

    public static readonly Refusal CannotMove = new(
        "cannot-move",
        "A program of this kind stays in the room that it joined; use another to go elsewhere.");

    public static readonly Refusal TopicTooLong = new(
        "too-long",
        $"That topic is too long and was not set: {Limits.MaxTopic} bytes are the most.");

    public static readonly Refusal BadHistory = new(
        "bad-usage",
        $"Give a number from 1 to {Limits.MaxHistory} such as /history 20.");

    public static readonly Refusal TooMuchTogether = new(
        "too-much-together",
        $"That is too much to be said together, and none of it was said: {Limits.MaxTogetherLines} lines and {Limits.MaxTogetherBytes} bytes are the most.");

    public static readonly Refusal NotTogether = new(
        "not-together",
        "Something else came between lines that were to be said together, and none of them was said; send them one behind the other.");

    public static readonly Refusal NotWritten = new(
        "not-written",
        "The server cannot write down what is said, so it was not said; try again later.");

    public static readonly Refusal BadSession = new(
        "bad-session",
        "That is no session; use 16 to 32 of 0-9 a-z, and another one each time.");

    public static readonly Refusal SessionForgotten = new(
        "session-forgotten",
        "The server no longer knows that session, and so not what was said in it; begin another.");

    public static readonly Refusal RefusedBefore = new(
        "refused-before",
        "That line was refused, and the connection was lost before you were told why.");

    public static readonly Refusal AllRefusedBefore = new(
        RefusedBefore.Code,
        "Those lines were refused, and the connection was lost before you were told why.");

    public static readonly Refusal Replaced = new(
        "replaced",
        "The same session has connected again, so this connection is closed.");

    public static readonly Refusal NoName = new(
        "no-name",
        "No name came in time, so the connection is closed; connect again to join.");

    public static readonly Refusal NoPassword = new(
        NoName.Code,
        "No password came in time, so the connection is closed; connect again to join.");

    public static readonly Refusal NotReading = new(
        "not-reading",
        "You send without reading the answers, so the connection is closed.");

    public static readonly Refusal Draining = new(
        "draining",
        "The server is shutting down.");

    /// <summary>Of a peer that may not come in, and of one that was in.</summary>
    public const string BannedCode = "banned";

    public const string KickedCode = "kicked";

    public const string IdleCode = "idle";

    public const string SilentCode = "silent";

    public static readonly Refusal NoOperators = new(
        "not-operator",
        "This server has no operators; it was started without --operator-password-file.");

    public static readonly Refusal NotAnOperator = new(
        "not-operator",
        "Only operators can do that; /op PASSWORD makes you one.");

    public static readonly Refusal WrongPassword = new(
        "wrong-password",
        "That is not the operators' password.");

    public static readonly Refusal TooManyPasswords = new(
        "too-many-tries",
        "Too many passwords were wrong, so the connection is closed.");

    public static readonly Refusal PasswordNeeded = new(
        "password-needed",
        "This server lets in only who knows its password; give it with --password-file FILE.");

    public static readonly Refusal PasswordNotOurs = new(
        "password-refused",
        "That is not the password of this server.");

    /// <summary>What a program of the tutorial's is told: it can be asked for nothing but a name.</summary>
    public static readonly Refusal CannotGivePassword = new(
        PasswordNeeded.Code,
        "This room needs a password, for which a program of this kind cannot be asked; join with 'chatroom client' or nc.");

    /// <summary>Of an address from which too many passwords were wrong.</summary>
    public const string LockedOutCode = "locked-out";

    public static Refusal LockedOut(TimeSpan remaining)
    {
        var minutes = (int)Math.Ceiling(remaining.TotalMinutes);
        return new(
            LockedOutCode,
            $"Too many passwords from your address were wrong; none is looked at for {minutes} {(minutes == 1 ? "minute" : "minutes")}, so try again then.");
    }

    public static readonly Refusal TopicLocked = new(
        "topic-locked",
        "Only operators may set the topic of this room.");

    public static readonly Refusal ReasonTooLong = new(
        "too-long",
        $"That reason is too long and nothing was done: {Limits.MaxReason} bytes are the most.");

    public static readonly Refusal Yourself = new(
        "bad-usage",
        "That is you; /quit leaves.");

    public static readonly Refusal BansYourself = new(
        "bad-usage",
        "That would keep you out as well, so nobody is banned; give another name or address.");

    public static Refusal BadTerm(string typed) => new(
        "bad-usage",
        $"'{Clip(typed)}' does not begin with a time; give one such as 10m, 2h or 7d, and a reason that does not begin with a digit.");

    public static Refusal NoBanTarget(string typed) => new(
        "bad-usage",
        $"'{Clip(typed)}' is neither a name nor an address; give one such as bob, 192.0.2.7 or 2001:db8::/32.");

    public static Refusal NotBanned(string typed) => new(
        "not-banned",
        $"{Clip(typed)} is not banned; /bans lists what is.");

    public static Refusal TooManyBans(int most) => new(
        "too-many-bans",
        $"No more than {most} bans may hold at once; /unban lifts one.");

    public static Refusal TooManyMutes(int most) => new(
        "too-many-bans",
        $"No more than {most} mutes may hold at once; /unmute lifts one.");

    /// <param name="until">Such as <c> until 2026-11-22 17:20 UTC</c>; empty for as long as one stays.</param>
    public static Refusal Muted(string until) => new("muted", $"You are muted{until}; what you say is not shown to others.");

    public static Refusal NameReserved(Nickname name) => new(
        "name-reserved",
        $"The name {name} is reserved, so that nobody is taken for the server; choose another.");

    public static Refusal NameLooksLike(Nickname name, Nickname there) => new(
        "name-taken",
        $"The name {name} looks like {there}, who is here; choose another.");

    public static Refusal NameTaken(Nickname name) => new(
        "name-taken",
        $"The name {name} is taken; choose another.");

    public static Refusal UnknownCommand(string command) => new(
        "unknown-command",
        $"There is no command /{Clip(command)}; /help lists them, and a second slash in front says it as text.");

    public static Refusal Usage(string usage) => new(
        "bad-usage",
        $"Use it like this: {usage}");

    public static Refusal NobodyNamed(string name) => new(
        "no-such-name",
        $"Nobody named {Clip(name)} is here; /who lists who is.");

    public static Refusal NoSuchRoom(string room) => new(
        "no-such-room",
        $"There is no room {Clip(room)}; it is made when somebody joins it, and /rooms lists those that there are.");

    public static Refusal ElsewhereThan(string room, string asked) => new(
        "not-joined",
        $"That was for the room {Clip(asked)} and was not said: you are in {room}.");

    public static Refusal AlreadyThere(string room) => new(
        "already-there",
        $"You are in {room} already.");

    public static Refusal TooManyRooms(int most) => new(
        "too-many-rooms",
        $"No more than {most} rooms may be made; /rooms lists those with somebody in them.");

    public static Refusal ReceiverNotReading(Nickname name) => new(
        "receiver-not-reading",
        $"{name} is not reading; the private message was not delivered.");

    /// <summary>Enough of what was typed to recognize it; no character is cut in two.</summary>
    private static string Clip(string typed)
    {
        typed = TextFilter.Clean(typed);
        if (typed.Length <= Limits.MaxName)
        {
            return typed;
        }

        var length = char.IsHighSurrogate(typed[Limits.MaxName - 1]) ? Limits.MaxName - 1 : Limits.MaxName;
        return string.Concat(typed.AsSpan(0, length), "...");
    }
}
