using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Server.Log.Records;

namespace ChatRoom.Server.Log;

/// <summary>The lines that one read gives, events and the gaps between them, in the typed dialect.</summary>
internal ref struct ReaderOutput(Nickname room, long nextId, long endId, Span<byte> into)
{
    /// <summary>Bytes: more than <c>gap ID COUNT ROOM</c> and LF can take.</summary>
    private const int MaxGap = 80;

    private readonly Span<byte> _into = into;
    private bool _isFull;

    /// <summary>The event that comes next.</summary>
    public long NextId { get; private set; } = nextId;

    /// <summary>The event before which the read ends.</summary>
    public readonly long EndId => endId;

    /// <summary>Gaps that are there.</summary>
    public int Gaps { get; private set; }

    /// <summary>Bytes that are there.</summary>
    public int Length { get; private set; }

    public readonly int Free => _into.Length - Length;

    public readonly bool IsDone => _isFull || NextId >= endId;

    /// <summary>Adds an event, and the gap before it; false where the read ends before it.</summary>
    public bool TryAdd(in LogRecord record)
    {
        if (record.Id > NextId && !IsDone)
        {
            GapTo(Math.Min(record.Id, endId));
        }

        _isFull |= Free <= record.Body.Length;
        if (IsDone)
        {
            return false;
        }

        record.Body.CopyTo(_into[Length..]);
        Length += record.Body.Length;
        _into[Length++] = (byte)'\n';
        NextId = record.Id + 1;
        return true;
    }

    /// <summary>Says that every event before that one is missing.</summary>
    public void GapTo(long id)
    {
        _isFull |= Free < MaxGap;
        if (!_isFull)
        {
            var gap = new ServerLine { Kind = ServerLineKind.Gap, Id = NextId, Number = id - NextId, Room = room.Bytes };
            Length += ServerLineWriter.Write(gap, _into[Length..]);
            NextId = id;
            Gaps++;
        }
    }
}
