using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Server.Log.Records;

namespace ChatRoom.Server.Log;

/// <summary>The lines of one read: events and the gaps between them, in the typed dialect. One thread only.</summary>
internal ref struct ReaderOutput(Nickname room, long nextId, long endId, Span<byte> into)
{
    /// <summary>Bytes, more than the longest <c>gap ID COUNT ROOM</c> with its LF.</summary>
    private const int MaxGap = 80;

    private readonly Span<byte> _into = into;
    private bool _isFull;

    /// <summary>The id of the next event.</summary>
    public long NextId { get; private set; } = nextId;

    /// <summary>The read ends before this id.</summary>
    public readonly long EndId => endId;

    /// <summary>The number of gap lines so far.</summary>
    public int Gaps { get; private set; }

    /// <summary>Bytes so far.</summary>
    public int Length { get; private set; }

    public readonly int Free => _into.Length - Length;

    public readonly bool IsDone => _isFull || NextId >= endId;

    /// <summary>Adds an event, after a gap line if ids are missing before it; false if the read ends before the event.</summary>
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

    /// <summary>Adds one gap line for all missing events before <paramref name="id"/>. If it does not fit, the output is full.</summary>
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
