using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Log;

namespace ChatRoom.Server.Rooms.Log;

/// <summary>
/// What is on the disk itself, so that even a power cut does not take it, and who waits for that. Guarded by its
/// own lock, as the disk is waited for on a thread of its own.
/// </summary>
internal sealed class DurableAcks(RoomStore store, LogPolicy logPolicy)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Reader, (long Number, long Id)> _waiting = [];
    private readonly ReportOnce _reportOnce = new(logPolicy.Report, $"what is said in {store.Room} is safe from a power cut again");

    /// <summary>Whether lines up to that event may be acknowledged now; otherwise they are when the disk has them.</summary>
    public bool IsSafe(Reader reader, long number, long id)
    {
        if (!logPolicy.SyncsAlways || id <= store.SyncedId)
        {
            return true;
        }

        lock (_gate)
        {
            _waiting[reader] = (number, id);
        }

        logPolicy.WishSync();
        return false;
    }

    /// <summary>
    /// Has all that was written so far acknowledged where that must wait for the disk, which is waited for; false where it fails.
    /// </summary>
    public bool TryReachAll()
    {
        var last = store.LastId;
        if (logPolicy.SyncsAlways && store.SyncedId < last)
        {
            Sync();
        }

        return !logPolicy.SyncsAlways || store.SyncedId >= last;
    }

    /// <summary>Waits until the disk has what was written before, and acknowledges it. Where it fails, that is tried again.</summary>
    public void Sync()
    {
        var begin = logPolicy.Times.Syncing();
        var whyNot = store.Sync();
        logPolicy.Times.Synced(begin);
        if (whyNot is null)
        {
            _reportOnce.Over();
        }
        else
        {
            _reportOnce.Met($"what is said in {store.Room} is not safe from a power cut: {whyNot}");
        }

        Acknowledge(store.SyncedId);
    }

    private void Acknowledge(long synced)
    {
        lock (_gate)
        {
            foreach (var (reader, (number, id)) in _waiting)
            {
                if (id <= synced)
                {
                    reader.Acknowledge(number, id);
                    _waiting.Remove(reader);
                }
            }
        }
    }
}
