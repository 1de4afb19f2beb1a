using ChatRoom.Client.Terminal.Device;

namespace ChatRoom.Tests.Support.Terminal;

/// <summary>
/// Test code that a startup hook runs inside the tool's process. It crashes the process, or replaces its program by a
/// small one that prints each key of the terminal.
/// </summary>
internal static class HookedProcess
{
    private const string Crash = "TEST_CRASH";
    private const string Program = "TEST_PROGRAM";
    private const string Watch = "TEST_WATCH";

    /// <summary>Environment of a process that crashes when a test opens the named pipe, in the form before a shell command.</summary>
    public static string CrashesBy(string pipe) => $"{Hook} {Crash}={pipe}";

    /// <summary>The same for a process that prints keys. With <paramref name="readsBefore"/> the base library reads a line first.</summary>
    public static string ShowsKeys(bool readsBefore = false) => $"{Hook} {Program}={(readsBefore ? "read" : "keys")}";

    /// <summary>Environment of a process that writes its unobserved exceptions and counters to a file.</summary>
    public static (string Name, string Value)[] IsWatchedIn(string file) =>
        [("DOTNET_STARTUP_HOOKS", typeof(HookedProcess).Assembly.Location), (Watch, file)];

    private static string Hook => $"DOTNET_STARTUP_HOOKS={typeof(HookedProcess).Assembly.Location}";

    public static void Start()
    {
        if (Environment.GetEnvironmentVariable(Crash) is { } pipe)
        {
            new Thread(() => CrashBy(pipe)) { IsBackground = true }.Start();
        }

        if (Environment.GetEnvironmentVariable(Watch) is { } file)
        {
            ProcessWatch.Start(file);
        }

        if (Environment.GetEnvironmentVariable(Program) is { } program)
        {
            if (program == "read")
            {
                Console.TreatControlCAsInput = false;
                Console.WriteLine($"read {Console.ReadLine()}");
            }

            Environment.Exit(ShowKeys());
        }
    }

    private static void CrashBy(string pipe)
    {
        File.OpenHandle(pipe).Dispose();
        throw new InvalidOperationException("a crash, as a test wants it");
    }

    private static int ShowKeys()
    {
        using var device = TerminalDevice.Open();
        device.Write($"ready {device.Size.Columns}x{device.Size.Rows}\r\n");
        while (true)
        {
            if (!device.Inputs.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                return 9;
            }

            while (device.Inputs.TryRead(out var input))
            {
                device.Write($"{Shown(device, input)}\r\n");
                switch (input.Kind == TerminalInputKind.Key ? KeyNames.Of(input.Key) : "")
                {
                    case "q":
                        return 7;
                    case "e":
                        // From another thread, because this one exits by a return code of its own.
                        new Thread(() => Environment.Exit(3)).Start();
                        break;
                    case "x":
                        new Thread(() => throw new InvalidOperationException("nobody catches this")).Start();
                        break;
                    case "C-z":
                        device.Suspend();
                        break;
                }
            }
        }
    }

    private static string Shown(TerminalDevice device, in TerminalInput input) => input.Kind switch
    {
        TerminalInputKind.Key => $"key {KeyNames.Of(input.Key)}",
        TerminalInputKind.Resized => $"resized {device.Size.Columns}x{device.Size.Rows}",
        _ => input.Kind.ToString(),
    };
}
