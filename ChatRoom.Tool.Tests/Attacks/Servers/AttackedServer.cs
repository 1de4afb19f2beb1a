using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Terminal;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Attacks.Servers;

/// <summary>
/// A server as a process of its own, a well-behaved pair that talks in it throughout, and what is watched meanwhile:
/// its descriptors, its memory, its faults. Disposing of it stops the server, which must end as if nothing had been.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed partial class AttackedServer : IAsyncDisposable
{
    /// <summary>Little of the log, so that the memory that may grow has grown soon, and few rooms, so that strangers' fill it.</summary>
    private static readonly string[] Options = ["--port", "0", "--window", "1MiB", "--keep", "4MiB", "--max-rooms", "8", "--name-timeout", "20s"];

    private readonly ScratchDirectory _folder;
    private readonly ToolProcess _process;
    private readonly SteadyPair _pair;
    private readonly int _sockets;

    private AttackedServer(ScratchDirectory folder, ToolProcess process, SteadyPair pair, AttackTarget attackTarget)
    {
        (_folder, _process, _pair) = (folder, process, pair);
        AttackTarget = attackTarget with { Beat = pair.BeatAsync };
        _sockets = Sockets;
    }

    public AttackTarget AttackTarget { get; }

    public SteadyPair Pair => _pair;

    /// <summary>Descriptors of the server's that are sockets, and all.</summary>
    public int Sockets => Descriptors().Count(link => link?.StartsWith("socket:", StringComparison.Ordinal) == true);

    public int AllDescriptors => Descriptors().Count();

    /// <summary>What the server's process has in memory, in KiB.</summary>
    public long ResidentKiB =>
        long.Parse(Resident().Match(File.ReadAllText($"/proc/{_process.Id}/status")).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The last line of that kind that the process wrote of itself; empty where it does not.</summary>
    public string Told(string kind) => Watched().LastOrDefault(line => line.StartsWith(kind, StringComparison.Ordinal))?[kind.Length..] ?? "";

    /// <param name="isEncrypted">It speaks TLS.</param>
    /// <param name="pause">Between two things that the pair says.</param>
    /// <param name="program">The tool; null for the one that was built.</param>
    public static async Task<AttackedServer> StartAsync(bool isEncrypted, TimeSpan pause, string? program = null)
    {
        var folder = new ScratchDirectory();
        folder.Write("operators", "correct horse battery staple");
        string[] arguments =
        [
            "server", .. Options, .. isEncrypted ? new[] { "--tls" } : [], "--data", folder["data"], "--operator-password-file", folder["operators"],
        ];
        var (process, port) = await ToolProcess.ListensAsync(
            ToolProcess.StartOtherWith(HookedProcess.IsWatchedIn(folder["watch"]), program ?? ToolProcess.ToolPath, arguments));
        var pair = await SteadyPair.StartAsync(port, isEncrypted, pause);
        return new AttackedServer(folder, process, pair, new AttackTarget(port, isEncrypted, new AttackTally(), () => Task.CompletedTask));
    }

    /// <summary>The attackers have left: so have their connections, and the pair has talked on.</summary>
    public async Task IsFreeAgainAsync()
    {
        using var patience = new CancellationTokenSource(TestTimeout.Limit * 2);
        while (Sockets > _sockets)
        {
            Assert.That(patience.IsCancellationRequested, Is.False, $"{Sockets} sockets are open in the server, where {_sockets} were before");
            await AttackTarget.Beat();
        }

        await AttackTarget.Beats(10);
    }

    /// <summary>Nothing of the server's own went wrong so far.</summary>
    public void IsSound()
    {
        Assert.That(_process.HasExited, Is.False, "the server has ended");
        IsNotUnobserved();
        Assert.That(Told(ProcessWatch.Closes), Does.Not.Contain("fault"));
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
        IsNotUnobserved();
    }

    private void IsNotUnobserved() =>
        Assert.That(Watched().Where(line => line.StartsWith(ProcessWatch.Unobserved, StringComparison.Ordinal)), Is.Empty);

    private string[] Watched() => File.Exists(_folder["watch"]) ? File.ReadAllLines(_folder["watch"]) : [];

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
                // It was closed just now.
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
