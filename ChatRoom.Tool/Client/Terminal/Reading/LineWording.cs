using ChatRoom.Protocol;

namespace ChatRoom.Client.Terminal.Reading;

/// <summary>
/// How each thing reads, behind its time. What people say stands behind <c>NAME: </c>, <c>* NAME </c> or <c>(private)</c>, so
/// that nobody can imitate the lines that nobody says: <c>-- </c> is what happens, <c># </c> is said to the reader alone,
/// and behind <c>! </c> stands why something was refused.
/// </summary>
internal sealed class LineWording(Palette palette)
{
    /// <param name="said">A message, an action or something private.</param>
    /// <param name="self">What the reader is called.</param>
    /// <param name="isForReader">It names the reader or is said to the reader alone.</param>
    public string Said(ShownLine said, string self, bool isForReader)
    {
        var name = NameOf(said.Name, self, isForReader);
        var text = said.IsReplay ? palette.Dim(said.Text) : isForReader ? palette.Bold(said.Text) : said.Text;
        return said.Kind switch
        {
            ServerLineKind.Action => $"* {name} {text}",
            ServerLineKind.Private when IsSelf(said.Name, self) => $"{palette.Bold("(private) you")} -> {palette.Name(said.Other)}: {text}",
            ServerLineKind.Private => $"{palette.Bold("(private)")} {name} -> you: {text}",
            _ => $"{name}: {text}",
        };
    }

    /// <summary>What happened, as a line of the room's own.</summary>
    public string Happened(string sentence) => $"{palette.Dim("--")} {sentence}";

    /// <summary>What happened and need not be noticed.</summary>
    public string Quietly(string sentence) => palette.Dim($"-- {sentence}");

    /// <summary>What the server says to the reader alone.</summary>
    public string Noticed(string sentence) => $"{palette.Dim("#")} {sentence}";

    /// <summary>What cannot be done, and why.</summary>
    public string Refused(string sentence) => $"{palette.Refused("!")} {sentence}";

    public string Topic(ShownLine topic, string self) => Happened(topic.Text.Length == 0
        ? $"{NameOf(topic.Name, self)} took the topic away"
        : $"{NameOf(topic.Name, self)} set the topic: {topic.Text}");

    /// <summary>Where the reader is now, among how many; 0 where nobody knows.</summary>
    public string Entered(string name, string room, long members) => Happened($"You are {palette.Bold(name)} in {room}" + members switch
    {
        <= 0 => "",
        1 => "; nobody else is here",
        2 => "; 1 other is here",
        _ => $"; {members - 1} others are here",
    });

    /// <summary>How many events are not there to be shown; 0 where nobody knows.</summary>
    public static string Missing(long count) => count switch
    {
        0 => "the room begins anew; something may be missing",
        1 => "1 event is missing here, as the server no longer has it",
        _ => $"{count} events are missing here, as the server no longer has them",
    };

    private static bool IsSelf(string name, string self) => name.Equals(self, StringComparison.OrdinalIgnoreCase);

    private string NameOf(string name, string self, bool isForReader = false) =>
        IsSelf(name, self) ? palette.Bold(name) : isForReader ? palette.CallingName(name) : palette.Name(name);
}
