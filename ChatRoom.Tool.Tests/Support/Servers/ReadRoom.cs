using System.Text;
using ChatRoom.Client.Terminal.Reading;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Tests.Support.Time;

namespace ChatRoom.Tests.Support.Servers;

/// <summary>
/// A room that somebody reads on a terminal. What the server says is written in the typed dialect, with <c>%</c> for the next
/// id and the time of now, and <c>@</c> for that time alone.
/// </summary>
internal sealed class ReadRoom
{
    private long _id = 100;

    public ReadRoom(ColorDepth colorDepth = ColorDepth.None, string name = "alice", long members = 3)
    {
        Transcript = new Transcript(new Palette(colorDepth), Time);
        Transcript.Enter(name, "lobby", members);
        Introduction = Transcript.Take();
    }

    public LocalTime Time { get; } = new();

    public Transcript Transcript { get; }

    /// <summary>What is shown on entering.</summary>
    public ScreenUpdate Introduction { get; }

    /// <summary>What is shown of lines that come together, and of what was held back.</summary>
    public string Shows(params string[] lines)
    {
        Hears(lines);
        return Transcript.TakeAll().Lines;
    }

    /// <summary>What is shown of lines that tell of the time before.</summary>
    public string ShowsOfBefore(params string[] lines)
    {
        Hear(lines, isReplay: true);
        return Transcript.TakeAll().Lines;
    }

    public void Hears(params string[] lines) => Hear(lines, isReplay: false);

    public void Hears(in ServerLine line) => Transcript.Hear(line);

    private void Hear(string[] lines, bool isReplay)
    {
        foreach (var spelled in lines)
        {
            var bytes = Encoding.UTF8.GetBytes(Fill(Fill(spelled, "%", $"{++_id} {Time.Milliseconds}"), "@", $"{Time.Milliseconds}"));
            if (ServerLineParser.TryParse(bytes, out var line) != ParseResult.Ok)
            {
                throw new ArgumentException($"no line of the typed dialect: {spelled}");
            }

            line.IsReplay = isReplay;
            Transcript.Hear(line);
        }
    }

    private static string Fill(string line, string place, string value)
    {
        var words = line.Split(' ');
        var index = Array.IndexOf(words, place);
        if (index >= 0)
        {
            words[index] = value;
        }

        return string.Join(' ', words);
    }
}
