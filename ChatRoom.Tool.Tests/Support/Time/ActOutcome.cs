namespace ChatRoom.Tests.Support.Time;

/// <summary>The outcome of an act, which may come from another thread.</summary>
internal static class ActOutcome
{
    public static T Of<T>(ValueTask<T> act) => act.AsTask().WaitAsync(TestTimeout.Limit).GetAwaiter().GetResult();

    public static void Of(Task act) => act.WaitAsync(TestTimeout.Limit).GetAwaiter().GetResult();
}
