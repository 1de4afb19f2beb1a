using System.Text;
using ChatRoom.Server.Fanout;

namespace ChatRoom.Server.Rooms;

/// <summary>
/// What the operator has to say to whoever comes in, line by line. Replaced as a whole, by any thread.
/// </summary>
internal sealed class MessageOfTheDay
{
    private volatile byte[][] _lines = [];

    /// <summary>Filtered lines; none where there is nothing to say.</summary>
    public void Set(IEnumerable<string> lines) => _lines = [.. lines.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Tells it to a reader alone, as notices.</summary>
    /// <param name="place">Where among the events it stands.</param>
    /// <param name="time">Unix milliseconds.</param>
    public void Tell(Reader reader, LogCursor place, long time)
    {
        foreach (var line in _lines)
        {
            reader.Tell(place, ServerLines.Notice(time, line));
        }
    }
}
