using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace ChatRoom.Protocol.Text;

/// <summary>Checks that a text is UTF-8 while it arrives in pieces that may be cut inside a character. Used by one thread at a time.</summary>
internal struct Utf8Check
{
    // The first bytes of a character whose rest is to come, in the order in which they came: the first one is the highest.
    private uint _unfinished;
    private byte _unfinishedLength;

    /// <summary>True if the text may end here.</summary>
    public readonly bool IsComplete => _unfinishedLength == 0;

    /// <summary>Takes the next piece; false: no more bytes make UTF-8 of this text.</summary>
    public bool TryAccept(ReadOnlySpan<byte> piece)
    {
        while (_unfinishedLength > 0 && !piece.IsEmpty)
        {
            Keep(piece[..1]);
            piece = piece[1..];
            switch (Decode())
            {
                case OperationStatus.Done:
                    (_unfinished, _unfinishedLength) = (0, 0);
                    break;
                case OperationStatus.InvalidData:
                    return false;
            }
        }

        var rest = Utf8.UnfinishedLength(piece);
        Keep(piece[^rest..]);
        return System.Text.Unicode.Utf8.IsValid(piece[..^rest]);
    }

    private readonly OperationStatus Decode()
    {
        Span<byte> character = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(character, _unfinished);
        return Rune.DecodeFromUtf8(character[^_unfinishedLength..], out _, out _);
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        foreach (var next in bytes)
        {
            _unfinished = (_unfinished << 8) | next;
            _unfinishedLength++;
        }
    }
}
