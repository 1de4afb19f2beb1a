using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;

namespace ChatRoom.Server.Rooms.Reading;

/// <summary>
/// The operator's message to each member that comes in, line by line. Any thread: the lines are replaced as a whole.
/// </summary>
internal sealed class MessageOfTheDay
{
    private volatile byte[][] _lines = [];

    /// <summary>Filtered, in UTF-8; none: there is no message.</summary>
    public IReadOnlyList<byte[]> Lines => _lines;

    /// <param name="lines">Filtered; none: no message.</param>
    public void Set(IEnumerable<string> lines) => _lines = [.. lines.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Sends the lines to one reader, as notices.</summary>
    /// <param name="place">Their place among the events.</param>
    /// <param name="time">Unix milliseconds.</param>
    public void SendTo(Reader reader, LogCursor place, long time)
    {
        foreach (var line in _lines)
        {
            reader.Send(place, ServerLines.Notice(time, line));
        }
    }
}
