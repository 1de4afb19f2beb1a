using ChatRoom.Protocol.Text;

namespace ChatRoom.Protocol;

/// <summary>
/// A user's mistake, as a value: a code for programs, and a sentence for people with the problem and its solution.
/// All refusals that the protocol has are here.
/// </summary>
internal sealed record Refusal(string Code, string Text)
{
    /// <summary>The rules for a name, as half a sentence.</summary>
    public const string NameRules = "use 1 to 32 of A-Z a-z 0-9 _ - . [ ] { } | ^ and no spaces";

    public static readonly Refusal BadName = new("bad-name", $"That name is not allowed; {NameRules}.");

    public static readonly Refusal NotHttp = new(
        "not-http",
        "This is a chat room, not a web server: join it with 'chatroom client', or with 'nc HOST PORT'.");

    public static readonly Refusal WrongProgram = new(
        "not-that-server",
        "This is a chat room, not a server for that program: join it with 'chatroom client', or with 'nc HOST PORT'.");

    public static readonly Refusal NotIrc = new(
        WrongProgram.Code,
        "This is not the port for IRC: start the server with --irc 6667, and connect to that port.");

    public static readonly Refusal TooLong = new(
        "too-long",
        $"That line is too long and was not said: the limit is {Limits.MaxText} bytes; send it in parts.");

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

    public static readonly Refusal BadRoom = new("bad-room", $"That room name is not allowed; {NameRules}.");

    public static readonly Refusal CannotMove = new(
        "cannot-move",
        "This kind of program stays in the room that it joined; use 'chatroom client' or nc to change rooms.");

    public static readonly Refusal TopicTooLong = new(
        "too-long",
        $"That topic is too long and was not set: the limit is {Limits.MaxTopic} bytes.");

    public static readonly Refusal BadHistory = new(
        "bad-usage",
        $"Give a number from 1 to {Limits.MaxHistory} such as /history 20.");

    public static readonly Refusal TooMuchTogether = new(
        "too-much-together",
        $"Those lines are too many to be said together, and none was said: the limit is {Limits.MaxTogetherLines} lines and {Limits.MaxTogetherBytes} bytes.");

    public static readonly Refusal NotTogether = new(
        "not-together",
        "Another line came between lines that were to be said together, and none was said; send them one after the other.");

    public static readonly Refusal NotWritten = new(
        "not-written",
        "The server cannot write that to its log, so it was not said; try again later.");

    public static readonly Refusal ActNotWritten = new(
        "not-written",
        "The server cannot write that to its log, so nothing was done; try again later.");

    public static readonly Refusal BadSession = new(
        "bad-session",
        "That session is not allowed; use 16 to 32 of 0-9 a-z, and a new one each time.");

    public static readonly Refusal SessionForgotten = new(
        "session-forgotten",
        "The server no longer knows that session or the lines said in it; begin a new one.");

    public static readonly Refusal RefusedBefore = new(
        "refused-before",
        "That line was refused, and the connection was lost before the reason reached you.");

    public static readonly Refusal AllRefusedBefore = new(
        RefusedBefore.Code,
        "Those lines were refused, and the connection was lost before the reason reached you.");

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

    /// <summary>For a client that can go to another server.</summary>
    public static readonly Refusal CutOff = new(
        "cut-off",
        "This server is cut off from the other servers of the room; the client goes on at another one.");

    public static readonly Refusal NoCluster = new(
        "no-cluster",
        "This server is alone: it was started without --cluster, so there are no other servers to list.");

    /// <summary>For a client that may not join, and for a member that is banned.</summary>
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
        "This server requires a password: use --password-file FILE.");

    public static readonly Refusal PasswordRefused = new(
        "password-refused",
        "That is not the password of this server.");

    /// <summary>For the tutorial's client, which can be asked for a name only.</summary>
    public static readonly Refusal CannotGivePassword = new(
        PasswordNeeded.Code,
        "This server requires a password, and this kind of program cannot be asked for it; join with 'chatroom client' or nc.");

    /// <summary>For an address from which too many wrong passwords came.</summary>
    public const string LockedOutCode = "locked-out";

    public static Refusal LockedOut(TimeSpan remaining)
    {
        var minutes = (int)Math.Ceiling(remaining.TotalMinutes);
        return new(
            LockedOutCode,
            $"Too many wrong passwords came from your address; try again in {minutes} {(minutes == 1 ? "minute" : "minutes")}.");
    }

    public static readonly Refusal TopicLocked = new(
        "topic-locked",
        "Only operators may set the topic of this room.");

    public static readonly Refusal ReasonTooLong = new(
        "too-long",
        $"That reason is too long and nothing was done: the limit is {Limits.MaxReason} bytes.");

    public static readonly Refusal Yourself = new(
        "bad-usage",
        "That is you; /quit leaves.");

    public static readonly Refusal BansYourself = new(
        "bad-usage",
        "That would keep you out as well, so nobody is banned; give another name or address.");

    public static Refusal BadTerm(string typed) => new(
        "bad-usage",
        $"'{Clip(typed)}' does not begin with a time; give one such as 10m, 2h or 7d, and a reason that does not begin with a digit.");

    public static Refusal BadBanTarget(string typed) => new(
        "bad-usage",
        $"'{Clip(typed)}' is neither a name nor an address; give one such as bob, 192.0.2.7 or 2001:db8::/32.");

    public static Refusal NotBanned(string typed) => new(
        "not-banned",
        $"{Clip(typed)} is not banned; /bans lists all bans.");

    public static Refusal TooManyBans(int most) => new(
        "too-many-bans",
        $"The limit of {most} bans is reached; /unban lifts one.");

    public static Refusal TooManyMutes(int most) => new(
        "too-many-bans",
        $"The limit of {most} mutes is reached; /unmute lifts one.");

    /// <param name="until">Such as <c> until 2026-11-22 17:20 UTC</c>. Empty: until the member leaves.</param>
    public static Refusal Muted(string until) => new("muted", $"You are muted{until}; what you say is not shown to others.");

    public static Refusal NameReserved(Nickname name) => new(
        "name-reserved",
        $"The name {name} is reserved, so that nobody can pose as the server; choose another.");

    public const string NameTakenCode = "name-taken";

    public static Refusal NameLooksLike(Nickname name, Nickname there) => new(
        NameTakenCode,
        $"The name {name} looks like {there}, who is here; choose another.");

    public static Refusal NameTaken(Nickname name) => new(
        NameTakenCode,
        $"The name {name} is taken; choose another.");

    public static Refusal UnknownCommand(string command) => new(
        "unknown-command",
        $"There is no command /{Clip(command)}; /help lists the commands, and two slashes at the beginning make it text.");

    public static Refusal Usage(string usage) => new(
        "bad-usage",
        $"Use it like this: {usage}");

    public static Refusal NobodyNamed(string name) => new(
        "no-such-name",
        $"Nobody named {Clip(name)} is here; /who lists the members.");

    public static Refusal NoSuchRoom(string room) => new(
        "no-such-room",
        $"There is no room {Clip(room)}; the first person to join creates it, and /rooms lists the rooms.");

    public static Refusal WrongRoom(string room, string asked) => new(
        "not-joined",
        $"That was for the room {Clip(asked)} and was not said: you are in {room}.");

    public static Refusal AlreadyThere(string room) => new(
        "already-there",
        $"You are in {room} already.");

    public static Refusal WatchedAlready(string room) => new(
        "already-there",
        $"You watch {room} already; end that first: unwatch {room}.");

    public static Refusal NotWatched(string room) => new(
        "not-watched",
        $"You do not watch {Clip(room)}.");

    public static Refusal TooManyRooms(int most) => new(
        "too-many-rooms",
        $"The limit of {most} rooms is reached; /rooms lists the rooms in use.");

    public static Refusal ReceiverNotReading(Nickname name) => new(
        "receiver-not-reading",
        $"{name} is not reading; the private message was not delivered.");

    /// <summary>Enough of the typed text to recognize it. No character is cut in two.</summary>
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
