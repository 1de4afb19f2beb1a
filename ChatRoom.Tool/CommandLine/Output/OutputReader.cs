using ChatRoom.Native;

namespace ChatRoom.CommandLine.Output;

/// <summary>
/// The program that reads our standard output. A verb that follows waits for the network, and would notice only at its
/// next line that nobody reads it.
/// </summary>
internal static class OutputReader
{
    private const int Output = 1;

    /// <summary>The thread that waits calls the system and nothing else.</summary>
    private const int StackBytes = 64 << 10;

    /// <summary>Begins to watch, once; cancelled as soon as nobody reads our output any more. On Windows a write has to notice it.</summary>
    public static CancellationToken Watch()
    {
        if (OperatingSystem.IsWindows() || !Descriptor.WasGiven(Output))
        {
            return CancellationToken.None;
        }

        // It is there until the process ends, as its thread is.
        var gone = new CancellationTokenSource();
        new Thread(() => Wait(gone), StackBytes) { IsBackground = true, Name = "reader of our output" }.Start();
        return gone.Token;
    }

    private static void Wait(CancellationTokenSource gone)
    {
        Descriptor.WaitForHangUp(Output);
        gone.Cancel();
    }
}
