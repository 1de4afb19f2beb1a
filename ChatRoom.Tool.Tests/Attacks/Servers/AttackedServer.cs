using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Terminal;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Attacks.Servers;

/// <summary>
/// A server as a process, with a well-behaved pair that talks there all the time. Its descriptors, memory and faults are watched.
/// Disposing of it stops the server, which must end in success.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed partial class AttackedServer : IAsyncDisposable
{
    /// <summary>A small log, so that memory stops growing soon, and few rooms, so that attackers reach the limit.</summary>
    private static readonly string[] Options = ["--port", "0", "--window", "1MiB", "--keep", "4MiB", "--max-rooms", "8", "--name-timeout", "20s"];

    private readonly ScratchDirectory _folder;
    private readonly ToolProcess _process;
    private readonly SteadyPair _pair;
    private readonly int _sockets;

    private AttackedServer(ScratchDirectory folder, ToolProcess process, SteadyPair pair, AttackTarget target)
    {
        (_folder, _process, _pair) = (folder, process, pair);
        Target = target with { TickAsync = pair.TickAsync };
        _sockets = Sockets;
    }

    public AttackTarget Target { get; }

    public SteadyPair Pair => _pair;

    /// <summary>The server's open sockets.</summary>
    public int Sockets => Descriptors().Count(link => link?.StartsWith("socket:", StringComparison.Ordinal) == true);

    public int AllDescriptors => Descriptors().Count();

    /// <summary>The resident memory of the server's process.</summary>
    public long ResidentKiB =>
        long.Parse(Resident().Match(File.ReadAllText($"/proc/{_process.Id}/status")).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The last line of this kind in the process's own report; empty: there is none.</summary>
    public string LastReport(string kind) => Reports().LastOrDefault(line => line.StartsWith(kind, StringComparison.Ordinal))?[kind.Length..] ?? "";

    /// <param name="isEncrypted">Whether it requires TLS.</param>
    /// <param name="pause">The time between two messages of the pair.</param>
    /// <param name="program">The tool; null: the built one.</param>
    public static async Task<AttackedServer> StartAsync(bool isEncrypted, TimeSpan pause, string? program = null)
    {
        var folder = new ScratchDirectory();
        folder.Write("operators", "correct horse battery staple");
        var webPort = FreePort.Find();
        var ircPort = FreePort.Find();
        string[] arguments =
        [
            "server", .. Options, "--web", $"127.0.0.1:{webPort}", "--irc", $"{ircPort}", .. isEncrypted ? new[] { "--tls" } : [], "--data", folder["data"], "--operator-password-file", folder["operators"],
        ];
        var (process, port) = await ToolProcess.ListensAsync(
            ToolProcess.StartOtherWith(HookedProcess.IsWatchedIn(folder["watch"]), program ?? ToolProcess.ToolPath, arguments));
        var pair = await SteadyPair.StartAsync(port, ircPort, isEncrypted, pause);
        return new AttackedServer(folder, process, pair, new AttackTarget(port, webPort, ircPort, isEncrypted, new AttackTally(), () => Task.CompletedTask));
    }

    /// <summary>Waits until the attackers' connections are closed, and expects more messages of the pair.</summary>
    public async Task WaitUntilFreeAsync()
    {
        using var timeout = new CancellationTokenSource(TestTimeout.Limit * 2);
        while (Sockets > _sockets)
        {
            Assert.That(timeout.IsCancellationRequested, Is.False, $"{Sockets} sockets are open in the server; {_sockets} were open before");
            await Target.TickAsync();
        }

        await Target.WaitTicksAsync(10);
    }

    /// <summary>Fails if the server has met a fault of its own.</summary>
    public void AssertNoFault()
    {
        Assert.That(_process.HasExited, Is.False, "the server has ended");
        AssertNoneUnobserved();
        Assert.That(LastReport(ProcessWatch.Closes), Does.Not.Contain("fault"));
    }

    public async ValueTask DisposeAsync()
    {
        await using var process = _process;
        using var folder = _folder;
        await using (_pair)
        {
            if (!_pair.Running.IsFaulted)
            {
                await _pair.StopAsync();
            }
        }

        await process.IsSent("TERM");
        var exit = await process.Exits();
        var errors = await process.Errors;
        Corpus.IsSafe(errors, "the server's log");
        Assert.That(errors, Does.Not.Contain("a bug in chatroom").And.Not.Contain("Unhandled exception"));
        Assert.That(exit, Is.Zero, errors);
        AssertNoneUnobserved();
    }

    private void AssertNoneUnobserved() =>
        Assert.That(Reports().Where(line => line.StartsWith(ProcessWatch.Unobserved, StringComparison.Ordinal)), Is.Empty);

    private string[] Reports() => File.Exists(_folder["watch"]) ? File.ReadAllLines(_folder["watch"]) : [];

    private IEnumerable<string?> Descriptors()
    {
        foreach (var file in Directory.EnumerateFiles($"/proc/{_process.Id}/fd"))
        {
            string? link = null;
            try
            {
                link = new FileInfo(file).LinkTarget;
            }
            catch (IOException)
            {
                // It has just been closed.
            }

            if (link is not null)
            {
                yield return link;
            }
        }
    }

    [GeneratedRegex(@"VmRSS:\s+(\d+) kB")]
    private static partial Regex Resident();
}
