namespace ChatRoom.Server.Connections.Loops;

/// <summary>
/// Decides how long the loop looks for more input before a round, so that one round sends all of it. It waits for as many peers
/// as were heard in the last rounds, and not at all if these were no more than now. Loop thread only.
/// </summary>
/// <param name="second">The length of a second in the units of all times.</param>
internal sealed class InputCoalescing(long second)
{
    /// <summary>The rounds between two trials. In a trial the loop waits although it expects nobody, to learn whether more peers speak.</summary>
    private const int TrialInterval = 32;

    /// <summary>The weight of the newest round in an average.</summary>
    private const double Weight = 1.0 / 8;

    /// <summary>The longest delay of a line: 100 microseconds, and a quarter of a round.</summary>
    private readonly long _longest = second / 10_000;

    /// <summary>The longest wait for the next input: 25 microseconds.</summary>
    private readonly long _longestGap = second / 40_000;

    private double _roundTime;
    private double _expected;
    private int _untilTrial = TrialInterval;
    private int _heard;
    private long _begin;
    private long _lastFound;

    /// <summary>Input has come, and a round will follow.</summary>
    /// <param name="heard">The number of peers that it came from.</param>
    public void Begin(int heard, long now)
    {
        _heard = heard;
        (_begin, _lastFound) = (now, now);
        _untilTrial = _untilTrial == 0 ? TrialInterval : _untilTrial - 1;
    }

    /// <summary>True if the loop looks again.</summary>
    /// <param name="found">The last look found input.</param>
    /// <param name="heard">The number of peers that it came from, and that were not heard in this round before.</param>
    public bool GoesOn(bool found, int heard, long now)
    {
        _heard += heard;
        _lastFound = found ? now : _lastFound;
        var waits = (_heard < _expected - 0.5 || _untilTrial == 0) && now - _lastFound < _longestGap;
        return (found || waits) && now - _begin < Math.Min(_longest, _roundTime / 4);
    }

    /// <summary>The round is over.</summary>
    /// <param name="took">Its length.</param>
    public void End(long took)
    {
        _roundTime += (took - _roundTime) * Weight;
        _expected = Math.Max(_heard, _expected + ((_heard - _expected) * Weight));
        _heard = 0;
    }
}
