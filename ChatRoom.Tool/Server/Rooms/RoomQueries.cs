using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>Answers for one peer alone: the members, and what was said. Any thread: takes the room's lock.</summary>
internal sealed class RoomQueries(Lock roomLock, byte[] room, string identity, RoomLog log, Roster roster, Action changed)
{
    /// <summary>The number of members, and of messages and actions since the server was started.</summary>
    public (int Members, long Said) Count()
    {
        lock (roomLock)
        {
            return (roster.Count, log.Said);
        }
    }

    /// <summary>The log's time, in Unix milliseconds.</summary>
    public long Now()
    {
        lock (roomLock)
        {
            return log.Now();
        }
    }

    /// <summary>The place at which a reader begins; null: the end. A search through much history must delay nobody: it takes no lock for long.</summary>
    public LogCursor? FindStart(Since since, string knownLog)
    {
        // The reader knows another log: it has read nothing of this one.
        since = knownLog.Length > 0 && knownLog != identity ? Since.All : since;
        return since == Since.Now ? null : LogSearch.Find(log.Typed, since, Now());
    }

    /// <summary>All members, in the order in which they came in.</summary>
    public Presence[] Present()
    {
        lock (roomLock)
        {
            return roster.Present();
        }
    }

    /// <summary>Sends a program the members of the room, even if it is no reader of the room.</summary>
    public void SendPresent(Mailbox mailbox, Reader? reader)
    {
        Presence[] present;
        LogCursor place;
        lock (roomLock)
        {
            // The answer's place is before the first join or leave that the answer does not include.
            present = roster.Present();
            place = reader?.Place ?? default;
        }

        var answer = Presence.Encode(mailbox.Dialect, room, present);
        if (reader is null)
        {
            mailbox.TryAddRaw(place, answer);
        }
        else
        {
            reader.SendRaw(place, answer);
        }

        changed();
    }

    /// <summary>Sends one reader the last messages again.</summary>
    public void SendHistory(Reader reader, int count)
    {
        // Outside the lock: a search through much history must delay nobody.
        reader.SendRaw(reader.Place, History.Encode(reader.Mailbox.Dialect, log.Typed, count, Now()));
        changed();
    }
}
