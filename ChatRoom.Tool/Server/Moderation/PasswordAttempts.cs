using System.Net;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Moderation;

/// <summary>What is to be thought of a password that somebody gave.</summary>
internal enum Verdict
{
    Right,

    Wrong,

    /// <summary>It was not looked at, as too many from there were wrong.</summary>
    Blocked,
}

/// <param name="Wrong">How many wrong ones came from there so far, this one among them.</param>
/// <param name="Remaining">How long none from there is looked at.</param>
internal readonly record struct Attempt(Verdict Verdict, int Wrong, TimeSpan Remaining);

/// <summary>
/// The wrong passwords that came from each address: of IPv6, from each /64. After so many within a time no further one from
/// there is looked at until that time is over, over however many connections they come. A right one changes nothing, so that
/// who knows one password cannot guess the other for ever. Guarded by its own lock.
/// </summary>
internal sealed class PasswordAttempts(TimeProvider time)
{
    /// <summary>Wrong passwords from one address within <see cref="Window"/>: people mistype, programs guess.</summary>
    public const int Most = 10;

    /// <summary>Addresses that are remembered. Beyond it the one is forgotten that comes next to be: whoever has so many has as many tries.</summary>
    public const int MostAddresses = 10_000;

    /// <summary>How long a wrong password counts, from the first of that address on.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<IPNetwork, Tally> _tallies = [];

    // All last as long, so the first to begin is the first to end.
    private readonly Queue<IPNetwork> _order = [];

    /// <summary>How many addresses are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _tallies.Count;
            }
        }
    }

    /// <summary>Judges a password that somebody gave; one at a time, so that those who try at once have no more tries.</summary>
    public Attempt Judge(Password password, ReadOnlySpan<byte> given, IPAddress from)
    {
        var network = Networks.OfCustomer(from);
        lock (_gate)
        {
            ForgetOld();
            if (_tallies.TryGetValue(network, out var tally) && tally.Wrong >= Most)
            {
                return new Attempt(Verdict.Blocked, tally.Wrong, Window - time.GetElapsedTime(tally.Since));
            }

            return password.Is(given)
                ? new Attempt(Verdict.Right, tally?.Wrong ?? 0, TimeSpan.Zero)
                : new Attempt(Verdict.Wrong, ++(tally ?? Begin(network)).Wrong, TimeSpan.Zero);
        }
    }

    private Tally Begin(IPNetwork network)
    {
        if (_tallies.Count >= MostAddresses)
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
