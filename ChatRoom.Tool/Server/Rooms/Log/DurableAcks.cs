using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Log;

namespace ChatRoom.Server.Rooms.Log;

/// <summary>
/// Acknowledgements that wait until the disk itself has their events (<c>--sync always</c>): a power cut loses no acknowledged
/// line. Any thread: guarded by its own lock, because another thread syncs the disk.
/// </summary>
internal sealed class DurableAcks(RoomStore store, LogPolicy logPolicy)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Reader, (long Number, long Id)> _waiting = [];
    private readonly ReportOnce _reportOnce = new(logPolicy.Report, $"messages in {store.Room} are safe from a power cut again");

    /// <summary>Whether lines up to that event may be acknowledged now. If not, they are acknowledged when the disk has them.</summary>
    public bool MayAcknowledge(Reader reader, long number, long id)
    {
        if (!logPolicy.SyncsAlways || id <= store.SyncedId)
        {
            return true;
        }

        lock (_lock)
        {
            _waiting[reader] = (number, id);
        }

        logPolicy.RequestSync();
        return false;
    }

    /// <summary>If acknowledgements wait for the disk, waits until the disk has everything so far; false if it fails.</summary>
    public bool TryMakeDurable()
    {
        var last = store.LastId;
        if (logPolicy.SyncsAlways && store.SyncedId < last)
        {
            Sync();
        }

        return !logPolicy.SyncsAlways || store.SyncedId >= last;
    }

    /// <summary>Waits until the disk has everything so far, and acknowledges it. A failure is reported; the next call tries again.</summary>
    public void Sync()
    {
        var begin = logPolicy.Times.Syncing();
        var whyNot = store.Sync();
        logPolicy.Times.Synced(begin);
        if (whyNot is null)
        {
            _reportOnce.Ended();
        }
        else
        {
            _reportOnce.Began($"messages in {store.Room} may be lost in a power cut: {whyNot}");
        }

        Acknowledge(store.SyncedId);
    }

    private void Acknowledge(long synced)
    {
        lock (_lock)
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
