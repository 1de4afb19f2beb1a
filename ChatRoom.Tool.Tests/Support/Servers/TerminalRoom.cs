using System.Text;
using ChatRoom.Client.Terminal.Reading;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Tests.Support.Time;

namespace ChatRoom.Tests.Support.Servers;

/// <summary>
/// A room on the terminal of a client, without a server. Tests write the server's lines in the typed dialect, with <c>%</c> for the
/// next id and the current time, and <c>@</c> for that time alone.
/// </summary>
internal sealed class TerminalRoom
{
    private long _id = 100;

    public TerminalRoom(ColorDepth colorDepth = ColorDepth.None, string name = "alice", long members = 3)
    {
        Transcript = new Transcript(new Palette(colorDepth), Time);
        Transcript.Enter(name, "lobby", members);
        Introduction = Transcript.Take();
    }

    public LocalTime Time { get; } = new();

    public Transcript Transcript { get; }

    /// <summary>The first screen of the room.</summary>
    public ScreenUpdate Introduction { get; }

    /// <summary>The screen lines for server lines that come together, and for lines that were held back.</summary>
    public string Shows(params string[] lines)
    {
        Hears(lines);
        return Transcript.TakeAll().Lines;
    }

    /// <summary>The screen lines for a replay of earlier lines.</summary>
    public string ShowsReplay(params string[] lines)
    {
        Hear(lines, isReplay: true);
        return Transcript.TakeAll().Lines;
    }

    public void Hears(params string[] lines) => Hear(lines, isReplay: false);

    public void Hears(in ServerLine line) => Transcript.Receive(line);

    private void Hear(string[] lines, bool isReplay)
    {
        foreach (var written in lines)
        {
            var bytes = Encoding.UTF8.GetBytes(Fill(Fill(written, "%", $"{++_id} {Time.Milliseconds}"), "@", $"{Time.Milliseconds}"));
            if (ServerLineParser.TryParse(bytes, out var line) != ParseResult.Ok)
            {
                throw new ArgumentException($"no line of the typed dialect: {written}");
            }

            line.IsReplay = isReplay || line.IsPast;
            Transcript.Receive(line);
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
