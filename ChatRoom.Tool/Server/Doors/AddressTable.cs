using System.Net;
using System.Runtime.InteropServices;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Doors;

/// <summary>
/// Who has how many connections, and how fast they came: an entry for each address, of IPv6 for each /64. One of which no
/// connection is left is dropped when it may connect at its full rate again, or where there are too many. Guarded by its own lock.
/// </summary>
internal sealed class AddressTable(TimeProvider time)
{
    /// <summary>Entries without a connection: whoever has more addresses than these is not to fill the memory.</summary>
    public const int MostIdle = 65_536;

    private const int FirstSweep = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPNetwork, Entry> _entries = [];
    private int _sweepAt = FirstSweep;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Counts one more connection from there, or says why there may be none.</summary>
    public CloseReason? TryAdd(IPAddress address, ServerLimits limits)
    {
        lock (_gate)
        {
            if (_entries.Count >= _sweepAt)
            {
                Sweep();
            }

            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, Networks.OfCustomer(address), out _);
            if (entry.Connections >= limits.MostFrom(address))
            {
                return CloseReason.TooMany;
            }

            if (limits.ConnectsFrom(address) is { } rateLimit)
            {
                var now = time.GetTimestamp();
                if (rateLimit.Left(entry.PaidUpTo, now, time) < 1)
                {
                    return CloseReason.TooFast;
                }

                entry.PaidUpTo = rateLimit.Take(entry.PaidUpTo, 1, now, time);
            }

            entry.Connections++;
            return null;
        }
    }

    /// <summary>One of the connections from there is over.</summary>
    public void Remove(IPAddress address)
    {
        var network = Networks.OfCustomer(address);
        lock (_gate)
        {
            ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(_entries, network);
            entry.Connections--;
            if (entry.Connections == 0 && entry.PaidUpTo <= time.GetTimestamp())
            {
                _entries.Remove(network);
            }
        }
    }

    /// <summary>Drops whom nothing needs to be known of; the larger the table, the more rarely.</summary>
    private void Sweep()
    {
        var now = time.GetTimestamp();
        Drop(entry => entry.PaidUpTo <= now);
        if (_entries.Count >= MostIdle)
        {
            Drop(_ => true);
        }

        _sweepAt = Math.Max(FirstSweep, 2 * _entries.Count);
    }

    /// <summary>Of those without a connection.</summary>
    private void Drop(Func<Entry, bool> which)
    {
        foreach (var (network, entry) in _entries)
        {
            if (entry.Connections == 0 && which(entry))
            {
                _entries.Remove(network);
            }
        }
    }

    private record struct Entry(int Connections, long PaidUpTo);
}
