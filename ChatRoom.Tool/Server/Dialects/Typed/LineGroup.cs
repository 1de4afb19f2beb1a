using ChatRoom.Protocol;
using ChatRoom.Server.Rooms.Log;

namespace ChatRoom.Server.Dialects.Typed;

/// <summary>
/// Lines of one peer that are published together or not at all: collected until the last has come. If one line is
/// refused, none of them is published, and the rest is ignored. The connection's task only.
/// </summary>
/// <param name="count">The number of lines in the group.</param>
internal sealed class LineGroup(long count)
{
    private long _awaited = count;
    private int _bytes;

    public bool IsRefused { get; private set; }

    public bool IsComplete => _awaited == 0;

    /// <summary>The number of the first line; 0 before it has come.</summary>
    public long FirstNumber { get; private set; }

    /// <summary>The highest number of a line so far; 0 before the first.</summary>
    public long LastNumber { get; private set; }

    public LineBatch Texts { get; } = new(areTogether: true);

    /// <summary>Counts one more line, published or not.</summary>
    public void Count(long number)
    {
        _awaited--;
        FirstNumber = FirstNumber == 0 ? number : FirstNumber;
        LastNumber = Math.Max(LastNumber, number);
    }

    /// <summary>Collects a text, or returns why it is refused.</summary>
    public Refusal? Add(ChatText text)
    {
        if (_bytes + text.Bytes.Length > Limits.MaxTogetherBytes)
        {
            return Refusal.TooMuchTogether;
        }

        _bytes += text.Bytes.Length;
        Texts.Add(LastNumber, text.Bytes);
        return null;
    }

    /// <summary>Drops all texts: nothing of the group is published.</summary>
    public void Refuse()
    {
        IsRefused = true;
        Texts.Clear();
    }
}
