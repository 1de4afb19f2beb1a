namespace ChatRoom.Server.Dialects.Irc.Past;

/// <summary>Why CHATHISTORY is refused, with one of the codes of IRCv3 draft/chathistory. Never changes.</summary>
/// <param name="about">The words of the command that it concerns, the subcommand first.</param>
internal sealed class PastFault(string code, string sentence, params string[] about)
{
    public const string InvalidParameters = "INVALID_PARAMS";
    public const string InvalidTarget = "INVALID_TARGET";
    public const string InvalidType = "INVALID_MSGREFTYPE";

    public string Code => code;

    public string Sentence => sentence;

    public string[] About => about;
}
