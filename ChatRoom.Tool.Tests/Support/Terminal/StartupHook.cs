using ChatRoom.Tests.Support.Terminal;

/// <summary>What the runtime calls in a process whose <c>DOTNET_STARTUP_HOOKS</c> names these tests: before its own program, and by this name.</summary>
internal static class StartupHook
{
    public static void Initialize() => HookedProcess.Start();
}
