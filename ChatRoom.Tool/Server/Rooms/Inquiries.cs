namespace ChatRoom.Server.Rooms;

/// <summary>What somebody asks a room and is told alone: who is there, and what was said. Uses the room's lock.</summary>
internal sealed class Inquiries(Lock gate, byte[] room, RoomLog log, Roster roster, Action changed)
{
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
        long now;
        lock (gate)
        {
            now = log.Now();
        }

        // Outside the lock, because a search through much history must delay nobody.
        reader.TellRaw(reader.Place, History.Spell(reader.Mailbox.Dialect, log.Typed, count, now));
        changed();
    }
}
