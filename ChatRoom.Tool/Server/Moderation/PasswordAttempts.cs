using System.Net;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Moderation;

/// <summary>The result of a password check.</summary>
internal enum PasswordVerdict
{
    Right,

    Wrong,

    /// <summary>Not checked: too many from that address were wrong.</summary>
    Blocked,
}

/// <summary>One attempt to give a password.</summary>
/// <param name="Wrong">The number of wrong ones from that address so far, this one among them.</param>
/// <param name="Remaining">None from that address is checked for this long.</param>
internal readonly record struct PasswordAttempt(PasswordVerdict PasswordVerdict, int Wrong, TimeSpan Remaining);

/// <summary>
/// Counts the wrong passwords from each IPv4 address and each IPv6 /64, over all connections. After <see cref="MaxWrong"/> within
/// <see cref="Window"/>, none from that address is checked until the window is over. A right one resets nothing: a person who
/// knows one password must not guess the other forever. Any thread: guarded by its own lock.
/// </summary>
internal sealed class PasswordAttempts(TimeProvider time)
{
    /// <summary>Wrong passwords from one address within <see cref="Window"/>: people mistype, programs guess.</summary>
    public const int MaxWrong = 10;

    /// <summary>Addresses that are remembered. Beyond this the oldest is forgotten: an attacker with this many addresses has many attempts in any case.</summary>
    public const int MaxAddresses = 10_000;

    /// <summary>Wrong passwords count for this long from the first of an address.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<IPNetwork, Tally> _tallies = [];

    // All windows have the same length, so the first to begin is the first to end.
    private readonly Queue<IPNetwork> _order = [];

    /// <summary>The number of addresses that are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _tallies.Count;
            }
        }
    }

    /// <summary>Checks a password. One at a time, so that simultaneous attempts count like successive ones.</summary>
    public PasswordAttempt Check(Password password, ReadOnlySpan<byte> given, IPAddress from)
    {
        var network = Networks.OfPeer(from);
        lock (_lock)
        {
            ForgetOld();
            if (_tallies.TryGetValue(network, out var tally) && tally.Wrong >= MaxWrong)
            {
                return new PasswordAttempt(PasswordVerdict.Blocked, tally.Wrong, Window - time.GetElapsedTime(tally.Since));
            }

            return password.Matches(given)
                ? new PasswordAttempt(PasswordVerdict.Right, tally?.Wrong ?? 0, TimeSpan.Zero)
                : new PasswordAttempt(PasswordVerdict.Wrong, ++(tally ?? Begin(network)).Wrong, TimeSpan.Zero);
        }
    }

    private Tally Begin(IPNetwork network)
    {
        if (_tallies.Count >= MaxAddresses)
        {
            _tallies.Remove(_order.Dequeue());
        }

        var tally = new Tally(time.GetTimestamp());
        _tallies.Add(network, tally);
        _order.Enqueue(network);
        return tally;
    }

    private void ForgetOld()
    {
        while (_order.TryPeek(out var oldest) && time.GetElapsedTime(_tallies[oldest].Since) >= Window)
        {
            _tallies.Remove(_order.Dequeue());
        }
    }

    private sealed class Tally(long since)
    {
        public long Since { get; } = since;

        public int Wrong { get; set; }
    }
}
