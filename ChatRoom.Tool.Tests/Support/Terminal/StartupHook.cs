using ChatRoom.Tests.Support.Terminal;

/// <summary>The runtime calls this type, by its name, before the program of a process whose <c>DOTNET_STARTUP_HOOKS</c> names this assembly.</summary>
internal static class StartupHook
{
    public static void Initialize() => HookedProcess.Start();
}
