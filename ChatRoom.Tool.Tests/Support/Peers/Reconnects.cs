using ChatRoom.Client.Options;

namespace ChatRoom.Tests.Support.Peers;

/// <summary>How clients of tests come back.</summary>
internal static class Reconnects
{
    /// <summary>For a test that cuts the connection often.</summary>
    public static ReconnectOptions AtOnce { get; } =
        new() { FirstDelay = TimeSpan.FromMilliseconds(1), LongestDelay = TimeSpan.FromMilliseconds(2) };

    /// <summary>With delays that a test knows: 100 ms, 200 ms and so on.</summary>
    public static ReconnectOptions Steady { get; } = new() { Random = new Longest() };

    /// <summary>Draws the longest delay each time.</summary>
    private sealed class Longest : Random
    {
        public override double NextDouble() => 1;
    }
}
