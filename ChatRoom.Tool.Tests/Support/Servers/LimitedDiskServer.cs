using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Support.Servers;

/// <summary>
/// <c>chatroom server</c> as a process whose files may grow only up to a limit: a full disk without special rights. Its
/// standard error goes to its standard output, so that both are read line by line.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class LimitedDiskServer : IAsyncDisposable
{
    private LimitedDiskServer(ToolProcess process, int port) => (Process, Port) = (process, port);

    public ToolProcess Process { get; }

    public int Port { get; }

    /// <param name="folder">The directory of its log.</param>
    /// <param name="port">Its port; 0: a free one.</param>
    /// <param name="hasRoom">Whether files may grow at first.</param>
    /// <param name="arguments">More arguments.</param>
    public static async Task<LimitedDiskServer> StartAsync(string folder, int port = 0, bool hasRoom = true, params string[] arguments)
    {
        Requires.Program("sh");
        Requires.Program("prlimit");

        // If the signal is ignored, a write over the limit fails like a write to a full disk. The variable stops the runtime
        // from writing compiled code to a file, which the limit would also stop.
        var process = ToolProcess.StartOther(
            "sh",
            [
                "-c",
                """trap "" XFSZ && ulimit -S -f "$1" && shift && export DOTNET_EnableWriteXorExecute=0 && exec "$0" server "$@" 2>&1""",
                ToolProcess.ToolPath,
                hasRoom ? "unlimited" : "0",
                "--port",
                $"{port}",
                "--data",
                folder,
                .. arguments,
            ]);
        if (!hasRoom)
        {
            await process.PrintsLike("^messages in lobby are refused until the log can be written: ");
        }

        var (_, listens) = await ToolProcess.ListensAsync(process);
        return new LimitedDiskServer(process, listens);
    }

    /// <summary>From now on no file may grow over this many bytes.</summary>
    public Task HasRoomFor(long bytes) => LimitAsync($"{bytes}");

    public Task HasRoomAgain() => LimitAsync("unlimited");

    /// <summary>Stops the server, which must end in success; returns the lines that are not read yet.</summary>
    public async Task<string> StopAndReadLog()
    {
        await Process.IsSent("TERM");
        var unread = await Process.PrintsToTheEnd();
        Assert.That(await Process.Exits(), Is.Zero);
        return unread;
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private async Task LimitAsync(string bytes)
    {
        await using var prlimit = ToolProcess.StartOther("prlimit", "--pid", $"{Process.Id}", $"--fsize={bytes}:");
        Assert.That(await prlimit.Exits(), Is.Zero);
    }
}
