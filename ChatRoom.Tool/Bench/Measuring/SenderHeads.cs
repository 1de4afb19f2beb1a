using System.Text;

namespace ChatRoom.Bench.Measuring;

/// <summary>
/// The part before the text in the lines of a room's senders. In the line dialect that is the name, in the typed dialect
/// also the room, and before it an id and a time.
/// </summary>
internal sealed class SenderHeads
{
    private readonly byte[][] _heads;
    private readonly bool _isTyped;

    /// <param name="isTyped">The lines are those of the typed dialect.</param>
    /// <param name="room">The room's name.</param>
    /// <param name="names">The names of the senders, equally long.</param>
    public SenderHeads(bool isTyped, string room, string[] names)
    {
        _isTyped = isTyped;
        _heads = [.. names.Select(name => Encoding.ASCII.GetBytes(isTyped ? $" {room} {name} " : $"{name}: "))];
    }

    /// <summary>The number of senders.</summary>
    public int Count => _heads.Length;

    /// <summary>The bytes of each head, without the id and the time.</summary>
    public int Bytes => _heads is [var first, ..] ? first.Length : 0;

    /// <summary>The head of a sender, without the id and the time.</summary>
    public ReadOnlySpan<byte> this[int sender] => _heads[sender];

    /// <summary>True if this is the part before the text in a line of the sender.</summary>
    public bool IsHeadOf(int sender, ReadOnlySpan<byte> head)
    {
        var own = _heads[sender];
        return head.EndsWith(own) && IsBeginning(head[..^own.Length]);
    }

    /// <summary>True if a message's line can begin like this, before its sender's head.</summary>
    public bool IsBeginning(ReadOnlySpan<byte> line) =>
        _isTyped ? line.StartsWith("message "u8) && !line.Contains((byte)'\n') : line.IsEmpty;
}
