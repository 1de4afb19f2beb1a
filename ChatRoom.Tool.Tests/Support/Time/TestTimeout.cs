namespace ChatRoom.Tests.Support.Time;

/// <summary>How long a test waits for a result before it fails. Results come within milliseconds; this is for a busy machine.</summary>
internal static class TestTimeout
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
}
