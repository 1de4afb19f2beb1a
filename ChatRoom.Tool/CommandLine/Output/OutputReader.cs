using ChatRoom.Native;

namespace ChatRoom.CommandLine.Output;

/// <summary>
/// The program that reads our standard output. A verb that follows a room waits for the network. Without this it would notice
/// only at its next line that the reader is gone.
/// </summary>
internal static class OutputReader
{
    private const int Output = 1;

    /// <summary>Enough for a thread that makes one call to the system.</summary>
    private const int StackBytes = 64 << 10;

    /// <summary>Starts to watch, once. The token is cancelled as soon as the reader is gone. On Windows only a write notices that.</summary>
    public static CancellationToken Watch()
    {
        if (OperatingSystem.IsWindows() || !Descriptor.IsInherited(Output))
        {
            return CancellationToken.None;
        }

        // Never disposed: it lives as long as the process, like its thread.
        var gone = new CancellationTokenSource();
        new Thread(() => Wait(gone), StackBytes) { IsBackground = true, Name = "output reader" }.Start();
        return gone.Token;
    }

    private static void Wait(CancellationTokenSource gone)
    {
        Descriptor.WaitForHangUp(Output);
        gone.Cancel();
    }
}
