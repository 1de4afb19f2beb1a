using ChatRoom.Server.Log;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms.Log;

/// <summary>
/// What waits until the disk itself has events (<c>--sync always</c>): acknowledgements, and clients that come back to their
/// session. So a power cut loses no acknowledged line. Loop thread only.
/// </summary>
internal sealed class DurableAcks(RoomStore store, LogPolicy logPolicy)
{
    private readonly Dictionary<Member, (long Number, long Id)> _acks = [];
    private readonly List<(long Id, TaskCompletionSource<bool> Durable)> _waits = [];

    /// <summary>Whether lines up to that event may be acknowledged now. If not, they are acknowledged when the disk has them.</summary>
    public bool MayAcknowledge(Member member, long number, long id)
    {
        if (!logPolicy.SyncsAlways || id <= store.SyncedId)
        {
            return true;
        }

        _acks[member] = (number, id);
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

    /// <summary>A sync has ended: what waited for it goes on.</summary>
    public void Complete()
    {
        var synced = store.SyncedId;
        foreach (var (member, (number, id)) in _acks)
        {
            if (id <= synced)
            {
                member.Acknowledge(number, id);
                _acks.Remove(member);
            }
        }

        // A task that goes on may wait again.
        var ended = _waits.FindAll(wait => wait.Id <= synced || store.HasSyncFailed);
        _waits.RemoveAll(wait => wait.Id <= synced || store.HasSyncFailed);
        ended.ForEach(wait => wait.Durable.SetResult(wait.Id <= synced));
    }
}
