namespace ChatRoom.Client.Options;

/// <summary>How a client reconnects after a lost connection.</summary>
internal sealed record ReconnectOptions
{
    /// <summary>How long one outage may last; null: no limit.</summary>
    public TimeSpan? GiveUpAfter { get; init; }

    /// <summary>The longest delay before the first attempt. It doubles with each further attempt.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest delay: short for a user who waits, long enough for a server that many clients try.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Spreads the attempts of many clients that lost their connections at the same time.</summary>
    public Random Random { get; init; } = Random.Shared;
}
