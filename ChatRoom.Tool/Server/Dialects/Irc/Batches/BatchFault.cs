namespace ChatRoom.Server.Dialects.Irc.Batches;

/// <summary>Why a batch of a client is refused, with one of the codes of IRCv3 client-batch and draft/multiline. Never changes.</summary>
/// <param name="about">Values that the code asks for.</param>
internal sealed class BatchFault(string code, string sentence, params string[] about)
{
    private const string InvalidCode = "MULTILINE_INVALID";

    public string Code => code;

    public string Sentence => sentence;

    public string[] About => about;

    public static BatchFault Invalid(string sentence) => new(InvalidCode, sentence);
}
