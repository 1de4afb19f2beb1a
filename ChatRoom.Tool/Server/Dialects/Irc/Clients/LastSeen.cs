using System.Net;
using ChatRoom.Protocol;
using ChatRoom.Server.Options;
using ChatRoom.Server.Rooms.Reading;

namespace ChatRoom.Server.Dialects.Irc.Clients;

/// <summary>
/// The newest event of each room that a nick from an address (or from an IPv6 /64) has had, for a day: when it comes back, it
/// is shown what it missed. It is lost at the server's end. Loop thread only.
/// </summary>
internal sealed class LastSeen
{
    /// <summary>Of a nick in one room. Beyond that, the oldest are forgotten, so that nobody can fill the memory.</summary>
    public const int MaxEntries = 10_000;

    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    private readonly Dictionary<Key, Entry> _entries = [];

    // Each entry in the order in which it was noted. One that was noted again is in it twice.
    private readonly Queue<(Key Key, long Number, DateTimeOffset At)> _noted = [];
    private long _number;

    public int Count => _entries.Count;

    /// <summary>Notes the newest event that it has had.</summary>
    /// <param name="place">The event, or the time of the newest sign of life.</param>
    /// <param name="address">null: it came over no network.</param>
    public void Note(Nickname nick, IPAddress? address, Nickname room, PastPlace place, DateTimeOffset now)
    {
        var key = KeyOf(nick, address, room);
        _entries[key] = new Entry(place, ++_number);
        _noted.Enqueue((key, _number, now));
        Forget(now);
    }

    /// <summary>The newest event that it has had; null: it is not known.</summary>
    /// <param name="address">null: it comes over no network.</param>
    public PastPlace? Find(Nickname nick, IPAddress? address, Nickname room, DateTimeOffset now)
    {
        Forget(now);
        return _entries.TryGetValue(KeyOf(nick, address, room), out var entry) ? entry.Place : null;
    }

    private static Key KeyOf(Nickname nick, IPAddress? address, Nickname room) => new(nick, Networks.OfPeer(address ?? IPAddress.None), room);

    private void Forget(DateTimeOffset now)
    {
        while (_noted.TryPeek(out var oldest) && (_noted.Count > MaxEntries || now - oldest.At > Kept))
        {
            _noted.Dequeue();
            if (_entries.TryGetValue(oldest.Key, out var entry) && entry.Number == oldest.Number)
            {
                _entries.Remove(oldest.Key);
            }
        }
    }

    private readonly record struct Key(Nickname Nick, IPNetwork Network, Nickname Room);

    private readonly record struct Entry(PastPlace Place, long Number);
}
