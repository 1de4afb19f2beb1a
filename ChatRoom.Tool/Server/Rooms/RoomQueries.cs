using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>Answers for one peer alone: the members, and what was said. Loop thread only.</summary>
internal sealed class RoomQueries(byte[] room, string identity, RoomLog log, Roster roster, Action changed)
{
    /// <summary>The place at which a reader begins; null: the end. A search through much history must delay nobody: it takes no lock for long.</summary>
    public LogCursor? FindStart(Since since, string knownLog)
    {
        // The reader knows another log: it has read nothing of this one.
        since = knownLog.Length > 0 && knownLog != identity ? Since.All : since;
        return since == Since.Now ? null : LogSearch.Find(log.Typed, since, log.Now());
    }

    /// <summary>Sends a program the members of the room, even if it is no reader of the room.</summary>
    public void SendPresent(Mailbox mailbox, Reader? reader)
    {
        // The answer's place is before the first join or leave that the answer does not include.
        var answer = Presence.Encode(mailbox.Dialect, room, roster.Present());
        if (reader is null)
        {
            mailbox.TryAddRaw(default, answer);
        }
        else
        {
            reader.SendRaw(reader.Place, answer);
        }

        changed();
    }

    /// <summary>Sends one reader the last messages again.</summary>
    public void SendHistory(Reader reader, int count)
    {
        // Outside the lock: a search through much history must delay nobody.
        reader.SendRaw(reader.Place, History.Encode(reader.Mailbox.Dialect, log.Typed, count, log.Now()));
        changed();
    }
}
