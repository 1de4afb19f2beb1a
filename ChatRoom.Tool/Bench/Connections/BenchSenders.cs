using ChatRoom.Bench.Measuring;

namespace ChatRoom.Bench.Connections;

/// <summary>
/// All senders of a run: each fills its window whenever it has room, or they take turns at a fixed rate. Only the run's
/// thread uses it.
/// </summary>
internal sealed class BenchSenders(BenchOptions options, BenchClock clock, Deliveries deliveries)
{
    /// <summary>The delay of a message that is due while the window is full.</summary>
    private static readonly long Postponement = BenchClock.Nanoseconds(TimeSpan.FromMilliseconds(1));

    private BenchSender[] _all = [];
    private bool _isOn;
    private long _begin;
    private long _sentInTurn;

    public ReadOnlySpan<BenchSender> All => _all;

    public bool HaveSentAll => Array.TrueForAll(_all, sender => sender.HasSentAll);

    /// <summary>Every reader has received every message.</summary>
    public bool AreDelivered => Array.TrueForAll(_all, sender => sender.IsDelivered);

    public void Create(BenchConnection[] connections, BenchRoom[] rooms)
    {
        _all = [.. connections.Select((connection, sender) => Create(connection, rooms[options.SenderSpread.RoomOf(sender)], sender))];
        foreach (var (sender, connection) in _all.Zip(connections))
        {
            connection.OnSent = () => FillWindow(sender);
        }
    }

    public void Start()
    {
        _isOn = true;
        _begin = clock.Now;
        Array.ForEach(_all, FillWindow);
    }

    public void Stop() => _isOn = false;

    /// <summary>Sends all that may be sent; returns the time of the next call, which is due even if nothing is delivered before it.</summary>
    public long Send(long now)
    {
        foreach (var sender in deliveries.TakeProgressed())
        {
            FillWindow(_all[sender]);
        }

        return _isOn && options.Rate > 0 ? SendInTurn(now) : long.MaxValue;
    }

    private BenchSender Create(BenchConnection connection, BenchRoom room, int sender) =>
        new(options, clock, connection, room, sender - room.FirstSender);

    private void FillWindow(BenchSender sender)
    {
        if (_isOn && options.Rate == 0)
        {
            sender.Send(options.Window);
        }
    }

    private long SendInTurn(long now)
    {
        while (true)
        {
            var due = DueAt(_sentInTurn);
            if (due > now)
            {
                return due;
            }

            if (_all[_sentInTurn % _all.Length].Send(1) == 0)
            {
                return now + Postponement;
            }

            _sentInTurn++;
        }
    }

    private long DueAt(long message) => _begin + (long)(message * (1e9 / options.Rate));
}
