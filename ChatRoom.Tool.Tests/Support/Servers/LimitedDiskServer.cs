using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Support.Servers;

/// <summary>
/// <c>chatroom server</c> as a process whose files may grow only as far as a test says: a disk without room, for
/// anybody to have. Its standard error stands among its standard output, so that both are read line by line.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class LimitedDiskServer : IAsyncDisposable
{
    private LimitedDiskServer(ToolProcess process, int port) => (Process, Port) = (process, port);

    public ToolProcess Process { get; }

    public int Port { get; }

    /// <param name="folder">Where it keeps its log.</param>
    /// <param name="port">Where it listens; 0 for any port.</param>
    /// <param name="hasRoom">Whether there is room at first.</param>
    /// <param name="arguments">What else it is told.</param>
    public static async Task<LimitedDiskServer> StartAsync(string folder, int port = 0, bool hasRoom = true, params string[] arguments)
    {
        Requires.Program("sh");
        Requires.Program("prlimit");

        // Where nobody minds the signal, a write over the limit fails like one to a disk that is full. The runtime
        // keeps what it compiles in a file unless it is told not to.
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
        var (_, listens) = await ToolProcess.ListensAsync(process);
        return new LimitedDiskServer(process, listens);
    }

    /// <summary>No file may grow over so many bytes from here on.</summary>
    public Task HasRoomFor(long bytes) => LimitAsync($"{bytes}");

    public Task HasRoomAgain() => LimitAsync("unlimited");

    /// <summary>Ends as it is meant to; returns what it told and nobody has read.</summary>
    public async Task<string> EndsHavingTold()
    {
        await Process.IsSent("TERM");
        var told = await Process.PrintsToTheEnd();
        Assert.That(await Process.Exits(), Is.Zero);
        return told;
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private async Task LimitAsync(string bytes)
    {
        await using var prlimit = ToolProcess.StartOther("prlimit", "--pid", $"{Process.Id}", $"--fsize={bytes}:");
        Assert.That(await prlimit.Exits(), Is.Zero);
    }
}
