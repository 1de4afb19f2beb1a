using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>What somebody asks a room and is told alone: who is there, and what was said. Uses the room's lock.</summary>
internal sealed class RoomQueries(Lock gate, byte[] room, string identity, RoomLog log, Roster roster, Action changed)
{
    /// <summary>How many are here, and how much was said since the server was started.</summary>
    public (int Members, long Said) Count()
    {
        lock (gate)
        {
            return (roster.Count, log.Said);
        }
    }

    /// <summary>The log's time, in Unix milliseconds.</summary>
    public long Now()
    {
        lock (gate)
        {
            return log.Now();
        }
    }

    /// <summary>Where somebody begins to read; null for the end. Takes no lock for long, because a search through much history must delay nobody.</summary>
    public LogCursor? FindStart(Since since, string knownLog)
    {
        // Of another log, none of this was read.
        since = knownLog.Length > 0 && knownLog != identity ? Since.All : since;
        return since == Since.Now ? null : LogSearch.Find(log.Typed, since, Now());
    }

    /// <summary>All who are here, in the order of coming.</summary>
    public Presence[] Present()
    {
        lock (gate)
        {
            return roster.Present();
        }
    }

    /// <summary>Tells a program who is here, be it a reader already or not.</summary>
    public void TellPresent(Mailbox mailbox, Reader? reader)
    {
        Presence[] present;
        LogCursor place;
        lock (gate)
        {
            // Before the first coming or going that the answer does not know of.
            present = roster.Present();
            place = reader?.Place ?? default;
        }

        var answer = Presence.Spell(mailbox.Dialect, room, present);
        if (reader is null)
        {
            mailbox.TryAddRaw(place, answer);
        }
        else
        {
            reader.TellRaw(place, answer);
        }

        changed();
    }

    /// <summary>Tells one reader again what was said last.</summary>
    public void TellHistory(Reader reader, int count)
    {
        // Outside the lock, because a search through much history must delay nobody.
        reader.TellRaw(reader.Place, History.Spell(reader.Mailbox.Dialect, log.Typed, count, Now()));
        changed();
    }
}
