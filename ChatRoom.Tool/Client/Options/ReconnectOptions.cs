namespace ChatRoom.Client.Options;

/// <summary>How a client goes after a connection that is lost.</summary>
internal sealed record ReconnectOptions
{
    /// <summary>How long one outage may last; null is as long as it likes.</summary>
    public TimeSpan? GiveUpAfter { get; init; }

    /// <summary>The first try comes after this at the most, and each further one after twice as long.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Short enough that nobody waits long for a server that is back, long enough for that to bear it.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Spreads the tries of many clients that were cut off at once.</summary>
    public Random Random { get; init; } = Random.Shared;
}
