using ChatRoom.Protocol;
using ChatRoom.Server.Rooms.Log;

namespace ChatRoom.Server.Dialects;

/// <summary>
/// Lines of one peer that are to be said as one: collected until the last has come. Once anything of it is
/// refused nothing of it is said, and the rest is let pass by.
/// </summary>
/// <param name="count">How many lines belong to it.</param>
internal sealed class LineGroup(long count)
{
    private long _awaited = count;
    private int _bytes;

    public bool IsRefused { get; private set; }

    public bool IsComplete => _awaited == 0;

    /// <summary>The number of the first of its lines that has come; 0 before that.</summary>
    public long FirstNumber { get; private set; }

    /// <summary>The number of the last of its lines that has come; 0 before the first.</summary>
    public long LastNumber { get; private set; }

    public LineBatch Texts { get; } = new(areTogether: true);

    /// <summary>One more of its lines has come, to be said or not.</summary>
    public void Count(long number)
    {
        _awaited--;
        FirstNumber = FirstNumber == 0 ? number : FirstNumber;
        LastNumber = Math.Max(LastNumber, number);
    }

    /// <summary>Keeps a text that is to be said, or says why it cannot.</summary>
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

    /// <summary>Nothing of it is to be said.</summary>
    public void Refuse()
    {
        IsRefused = true;
        Texts.Clear();
    }
}
