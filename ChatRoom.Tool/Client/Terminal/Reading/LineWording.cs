using ChatRoom.Protocol;

namespace ChatRoom.Client.Terminal.Reading;

/// <summary>
/// The words of each line, after its time. The words of people follow <c>NAME: </c>, <c>* NAME </c> or <c>(private)</c>, so
/// nobody can imitate the other lines. They begin with <c>-- </c> for an event, <c># </c> for a notice to the reader
/// alone, and <c>! </c> for a refusal. Any thread.
/// </summary>
internal sealed class LineWording(Palette palette)
{
    /// <param name="said">A message, an action or a private line.</param>
    /// <param name="self">The reader's name.</param>
    /// <param name="isForReader">It mentions the reader or is private to the reader.</param>
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

    /// <summary>An event of the room.</summary>
    public string Happened(string sentence) => $"{palette.Dim("--")} {sentence}";

    /// <summary>An event that needs no attention.</summary>
    public string Quietly(string sentence) => palette.Dim($"-- {sentence}");

    /// <summary>A notice to the reader alone.</summary>
    public string Noticed(string sentence) => $"{palette.Dim("#")} {sentence}";

    /// <summary>A refusal with its reason.</summary>
    public string Refused(string sentence) => $"{palette.Refused("!")} {sentence}";

    public string Topic(ShownLine topic, string self) => Happened(topic.Text.Length == 0
        ? $"{NameOf(topic.Name, self)} took the topic away"
        : $"{NameOf(topic.Name, self)} set the topic: {topic.Text}");

    /// <summary>The reader joined a room.</summary>
    /// <param name="name">The reader's name.</param>
    /// <param name="room">The room's name.</param>
    /// <param name="members">The number of members with the reader; 0: unknown.</param>
    public string Entered(string name, string room, long members) => Happened($"You are {palette.Bold(name)} in {room}" + members switch
    {
        <= 0 => "",
        1 => "; nobody else is here",
        2 => "; 1 other is here",
        _ => $"; {members - 1} others are here",
    });

    /// <summary>Events that cannot be shown; 0: an unknown number.</summary>
    public static string Missing(long count) => count switch
    {
        0 => "the room's log was started anew; lines may be missing here",
        1 => "1 event is missing here, as the server no longer has it",
        _ => $"{count} events are missing here, as the server no longer has them",
    };

    private static bool IsSelf(string name, string self) => name.Equals(self, StringComparison.OrdinalIgnoreCase);

    private string NameOf(string name, string self, bool isForReader = false) =>
        IsSelf(name, self) ? palette.Bold(name) : isForReader ? palette.HighlightedName(name) : palette.Name(name);
}
