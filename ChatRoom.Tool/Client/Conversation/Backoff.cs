using ChatRoom.Client.Options;

namespace ChatRoom.Client.Conversation;

/// <summary>
/// When a lost connection is tried for again: after delays that double up to a longest, each between its
/// half and its whole by chance. Touched only by the loop that receives.
/// </summary>
internal sealed class Backoff(ReconnectOptions options, TimeProvider time)
{
    /// <summary>A server may ask for patience, but not for ever.</summary>
    private static readonly TimeSpan MostAskedFor = TimeSpan.FromHours(1);

    private long _connectedAt = time.GetTimestamp();
    private long _lostAt;
    private TimeSpan _whole;
    private TimeSpan _askedFor;

    /// <summary>How much of the time for this outage is left; null where there is no end to it.</summary>
    public TimeSpan? Left => options.GiveUpAfter - time.GetElapsedTime(_lostAt);

    public void Connected() => _connectedAt = time.GetTimestamp();

    /// <param name="retryMilliseconds">When the server said to come back; 0 where it said nothing.</param>
    public void Lost(long retryMilliseconds)
    {
        _lostAt = time.GetTimestamp();
        _askedFor = TimeSpan.FromMilliseconds(Math.Min(retryMilliseconds, (long)MostAskedFor.TotalMilliseconds));

        // A server that lets us in and hangs up, again and again, is not to be asked ten times a second.
        if (_whole == TimeSpan.Zero || time.GetElapsedTime(_connectedAt, _lostAt) >= options.LongestDelay)
        {
            _whole = options.FirstDelay;
        }
    }

    /// <summary>How long to wait before the next try; nothing where the time for this outage is over.</summary>
    public TimeSpan Next()
    {
        var delay = _askedFor + (_whole * (0.5 + (options.Random.NextDouble() / 2)));
        _whole = TimeSpan.FromTicks(Math.Min(2 * _whole.Ticks, options.LongestDelay.Ticks));
        _askedFor = TimeSpan.Zero;
        return Left is not { } left || left >= delay ? delay : left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>The options for a try that takes no longer than there is time left.</summary>
    public ClientOptions Limit(ClientOptions server) => Left is not { } left ? server : server with
    {
        ConnectTimeout = Shorter(server.ConnectTimeout, left),
        AnswerTimeout = Shorter(server.AnswerTimeout, left),
    };

    /// <summary>There is always a moment for a last try.</summary>
    private static TimeSpan Shorter(TimeSpan timeout, TimeSpan left) =>
        left >= timeout ? timeout : left < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : left;
}
