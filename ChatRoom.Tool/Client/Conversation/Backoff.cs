using ChatRoom.Client.Options;

namespace ChatRoom.Client.Conversation;

/// <summary>
/// The delays between attempts to reconnect: they double up to a maximum, and each is shortened at random, by half
/// at most. Only the loop that receives uses it.
/// </summary>
internal sealed class Backoff(ReconnectOptions options, TimeProvider time)
{
    /// <summary>The longest delay that a server may ask for.</summary>
    private static readonly TimeSpan MaxRequested = TimeSpan.FromHours(1);

    private long _connectedAt = time.GetTimestamp();
    private long _lostAt;
    private TimeSpan _delay;
    private TimeSpan _requested;

    /// <summary>The time left for this outage; null: no limit.</summary>
    public TimeSpan? Left => options.GiveUpAfter - time.GetElapsedTime(_lostAt);

    public void Connected() => _connectedAt = time.GetTimestamp();

    /// <summary>The connection is lost; true if the delays begin again.</summary>
    /// <param name="retryMilliseconds">The delay that the server asked for; 0: none.</param>
    public bool Lost(long retryMilliseconds)
    {
        _lostAt = time.GetTimestamp();
        _requested = TimeSpan.FromMilliseconds(Math.Min(retryMilliseconds, (long)MaxRequested.TotalMilliseconds));

        // Only after a long connection: a server that accepts and closes at once must not be tried ten times a second.
        var beginsAgain = _delay == TimeSpan.Zero || time.GetElapsedTime(_connectedAt, _lostAt) >= options.LongestDelay;
        _delay = beginsAgain ? options.FirstDelay : _delay;
        return beginsAgain;
    }

    /// <summary>The delay before the next attempt; zero if the time for this outage is over.</summary>
    public TimeSpan Next()
    {
        var delay = _requested + (_delay * (0.5 + (options.Random.NextDouble() / 2)));
        _delay = TimeSpan.FromTicks(Math.Min(2 * _delay.Ticks, options.LongestDelay.Ticks));
        _requested = TimeSpan.Zero;
        return Left is not { } left || left >= delay ? delay : left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Options for an attempt that takes no longer than the time left.</summary>
    public ClientOptions Limit(ClientOptions server) => Left is not { } left ? server : server with
    {
        ConnectTimeout = Shorter(server.ConnectTimeout, left),
        AnswerTimeout = Shorter(server.AnswerTimeout, left),
    };

    /// <summary>The last attempt has at least a second.</summary>
    private static TimeSpan Shorter(TimeSpan timeout, TimeSpan left) =>
        left >= timeout ? timeout : left < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : left;
}
