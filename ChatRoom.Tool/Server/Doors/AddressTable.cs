using System.Net;
using System.Runtime.InteropServices;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Doors;

/// <summary>
/// Counts connections, and limits their rate, for each IPv4 address and each IPv6 /64. An entry without connections is
/// dropped when its full rate is restored, or if there are too many entries. Guarded by its own lock.
/// </summary>
internal sealed class AddressTable(TimeProvider time)
{
    /// <summary>Entries without a connection: an attacker with more addresses than this must not fill the memory.</summary>
    public const int MaxIdle = 65_536;

    private const int FirstSweep = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<IPNetwork, Entry> _entries = [];
    private int _sweepAt = FirstSweep;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Counts a new connection from an address, or returns why it is refused.</summary>
    public CloseReason? TryAdd(IPAddress address, ServerLimits limits)
    {
        lock (_lock)
        {
            Sweep();
            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, Networks.OfPeer(address), out _);
            if (entry.Connections >= limits.MaxConnectionsFrom(address))
            {
                return CloseReason.TooMany;
            }

            if (!TryTake(ref entry, address, limits))
            {
                return CloseReason.TooFast;
            }

            entry.Connections++;
            return null;
        }
    }

    /// <summary>Counts a further request over a connection like a new connection; false: there were too many from its address.</summary>
    public bool TryTake(IPAddress address, ServerLimits limits)
    {
        lock (_lock)
        {
            Sweep();
            return TryTake(ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, Networks.OfPeer(address), out _), address, limits);
        }
    }

    /// <summary>A counted connection from an address is closed.</summary>
    public void Remove(IPAddress address)
    {
        var network = Networks.OfPeer(address);
        lock (_lock)
        {
            ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(_entries, network);
            entry.Connections--;
            if (entry.Connections == 0 && entry.PaidUpTo <= time.GetTimestamp())
            {
                _entries.Remove(network);
            }
        }
    }

    private bool TryTake(ref Entry entry, IPAddress address, ServerLimits limits)
    {
        if (limits.ConnectRateFor(address) is not { } rateLimit)
        {
            return true;
        }

        var now = time.GetTimestamp();
        if (rateLimit.Available(entry.PaidUpTo, now, time) < 1)
        {
            return false;
        }

        entry.PaidUpTo = rateLimit.Take(entry.PaidUpTo, 1, now, time);
        return true;
    }

    /// <summary>Drops entries that carry no state, if there are many; the larger the table, the more rarely.</summary>
    private void Sweep()
    {
        if (_entries.Count < _sweepAt)
        {
            return;
        }

        var now = time.GetTimestamp();
        Drop(entry => entry.PaidUpTo <= now);
        if (_entries.Count >= MaxIdle)
        {
            Drop(_ => true);
        }

        _sweepAt = Math.Max(FirstSweep, 2 * _entries.Count);
    }

    /// <summary>Drops those entries without a connection for which the condition is true.</summary>
    private void Drop(Func<Entry, bool> condition)
    {
        foreach (var (network, entry) in _entries)
        {
            if (entry.Connections == 0 && condition(entry))
            {
                _entries.Remove(network);
            }
        }
    }

    private record struct Entry(int Connections, long PaidUpTo);
}
