namespace ChatRoom.Tests.Support.Time;

/// <summary>How long a test waits for a fact before it fails. Facts come in milliseconds; this is for a machine in trouble.</summary>
internal static class TestTimeout
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
}
