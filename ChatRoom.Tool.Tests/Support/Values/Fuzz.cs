using FsCheck;
using FsCheck.Fluent;

namespace ChatRoom.Tests.Support.Values;

/// <summary>
/// Runs a test with many random values. A failure shows the value and its seed. Such a value then becomes a test case of its own.
/// </summary>
internal static class Fuzz
{
    public static void Each<T>(Gen<T> values, Action<T> test, int times = 300) =>
        Prop.ForAll(values.ToArbitrary(), test).Check(Config.QuickThrowOnFailure.WithMaxTest(times));
}
