using ChatRoom.Server.Log;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms.Log;

/// <summary>
/// Acknowledgements, and clients that come back to their session, wait here until the disk itself has their events (<c>--sync
/// always</c>). So a power cut loses no acknowledged line. Loop thread only.
/// </summary>
internal sealed class DurableAcks(RoomStore store, LogPolicy logPolicy)
{
    private readonly Dictionary<Member, (Ack First, Ack Last)> _acks = [];
    private readonly List<(long Id, TaskCompletionSource<bool> Durable)> _waits = [];

    // Readers are sent events up to here. The disk may have more already.
    private long _completedId;

    /// <summary>Whether lines up to that event may be acknowledged now. If not, they are acknowledged when the disk has them.</summary>
    public bool MayAcknowledge(Member member, long number, long id)
    {
        if (!logPolicy.SyncsAlways || id <= _completedId)
        {
            return true;
        }

        // The last is replaced, so that a member takes little memory. The first is not, so that a member that speaks without
        // a pause is acknowledged after each sync.
        var last = new Ack(number, id);
        _acks[member] = _acks.TryGetValue(member, out var waiting) ? (waiting.First, last) : (last, last);
        logPolicy.RequestSync();
        return false;
    }

    /// <summary>If acknowledgements wait for the disk, waits until it has everything that is committed now; false if it fails.</summary>
    public ValueTask<bool> WaitAsync()
    {
        if (!logPolicy.SyncsAlways || store.SyncedId >= store.LastId)
        {
            return ValueTask.FromResult(true);
        }

        var durable = new TaskCompletionSource<bool>();
        _waits.Add((store.LastId, durable));
        logPolicy.RequestSync();
        return new ValueTask<bool>(durable.Task);
    }

    /// <summary>A sync has ended: the acknowledgements and tasks that waited for it go on.</summary>
    public void Complete()
    {
        var synced = _completedId = store.SyncedId;
        foreach (var (member, (first, last)) in _acks)
        {
            if (last.Id <= synced)
            {
                last.SendTo(member);
                _acks.Remove(member);
            }
            else if (first.Id <= synced)
            {
                first.SendTo(member);
                _acks[member] = (last, last);
            }
        }

        // A task that goes on may wait again.
        var ended = _waits.FindAll(wait => wait.Id <= synced || store.HasSyncFailed);
        _waits.RemoveAll(wait => wait.Id <= synced || store.HasSyncFailed);
        ended.ForEach(wait => wait.Durable.SetResult(wait.Id <= synced));
    }

    private readonly record struct Ack(long Number, long Id)
    {
        public void SendTo(Member member) => member.Acknowledge(Number, Id);
    }
}
