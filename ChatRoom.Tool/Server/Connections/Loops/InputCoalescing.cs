namespace ChatRoom.Server.Connections.Loops;

/// <summary>
/// Decides how long the loop looks for more input before a round, so that one round sends all of it. The looks cost time, so
/// they must pay: a round is long, and in the last rounds a look found input of further peers. Loop thread only.
/// </summary>
/// <param name="second">The length of a second in the units of all times.</param>
internal sealed class InputCoalescing(long second)
{
    /// <summary>Rounds between two trials while looking does not pay.</summary>
    private const int TrialInterval = 64;

    private const double Weight = 1.0 / 8;

    private readonly long _longest = second / 10_000;

    private long _begin;
    private double _roundTime;
    private double _success;
    private int _untilTrial = TrialInterval;
    private bool _waits;
    private bool _hasFound;

    /// <summary>Input has come, and a round will follow.</summary>
    public void Begin(long now)
    {
        _begin = now;
        _hasFound = false;
        _waits = _success > 0.5 || --_untilTrial <= 0;
        _untilTrial = _waits ? TrialInterval : _untilTrial;
    }

    /// <summary>True if the loop looks again.</summary>
    /// <param name="found">The number of peers that the last look found, and that were not heard in this round before.</param>
    public bool GoesOn(int found, long now)
    {
        _hasFound |= found > 0;
        return (found > 0 || _waits) && now - _begin < Math.Min(_longest, _roundTime / 4);
    }

    /// <summary>The round is over.</summary>
    /// <param name="took">Its length.</param>
    public void End(long took)
    {
        _roundTime += (took - _roundTime) * Weight;
        if (_waits)
        {
            _success += ((_hasFound ? 1 : 0) - _success) * Weight;
        }
    }
}
