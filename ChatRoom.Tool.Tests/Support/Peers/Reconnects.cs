using ChatRoom.Client.Options;

namespace ChatRoom.Tests.Support.Peers;

/// <summary>Options for reconnecting in tests.</summary>
internal static class Reconnects
{
    /// <summary>With almost no delay, for a test that cuts the connection often.</summary>
    public static ReconnectOptions AtOnce { get; } =
        new() { FirstDelay = TimeSpan.FromMilliseconds(1), LongestDelay = TimeSpan.FromMilliseconds(2) };

    /// <summary>With known delays: 100 ms, 200 ms and so on.</summary>
    public static ReconnectOptions Steady { get; } = new() { Random = new Longest() };

    /// <summary>Always returns the number for the longest delay.</summary>
    private sealed class Longest : Random
    {
        public override double NextDouble() => 1;
    }
}
