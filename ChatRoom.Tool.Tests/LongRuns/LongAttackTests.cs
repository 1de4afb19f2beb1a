using System.Globalization;
using System.Runtime.Versioning;
using ChatRoom.Tests.Attacks;
using ChatRoom.Tests.Attacks.Clients;
using ChatRoom.Tests.Attacks.Servers;
using ChatRoom.Tests.Support.Terminal;
using NUnit.Framework;

namespace ChatRoom.Tests.LongRuns;

/// <summary>
/// All attacks at the same time, for a given number of minutes. <c>LongRuns/fuzz</c> runs this, with options in variables:
/// CHATROOM_FUZZ_MINUTES, _SEED, _EXE (the tool; default: the built one) and _REPORT (a file for the figures).
/// </summary>
[Explicit("takes minutes; LongRuns/fuzz runs it")]
[Platform("Linux")]
[UnsupportedOSPlatform("windows")]
internal sealed class LongAttackTests : IDisposable
{
    private const int AttackersOfEach = 6;
    private const int ClientsAtATime = 1;

    /// <summary>A process may grow by this factor and this many KiB after its first minutes, because allocators round up.</summary>
    private const double MaxGrowth = 1.25;
    private const long MaxGrowthKiB = 32 << 10;

    private readonly string? _program = Variable("EXE");
    private readonly CancellationTokenSource _end = new();
    private readonly AttackTally _clients = new();
    private readonly List<string> _unobserved = [];
    private int _seed;
    private int _round;

    [Test]
    public async Task All_attacks_at_once_do_no_harm_for_as_long_as_asked()
    {
        var length = TimeSpan.FromMinutes(double.Parse(Variable("MINUTES") ?? "1", CultureInfo.InvariantCulture));
        _seed = Variable("SEED") is { } seed ? int.Parse(seed, CultureInfo.InvariantCulture) : Random.Shared.Next();
        Report($"seed {_seed}, {length.TotalMinutes} minutes");
        TaskScheduler.UnobservedTaskException += Observe;

        var plain = await AttackedServer.StartAsync(isEncrypted: false, TimeSpan.FromMilliseconds(5), _program);
        await using var disposesPlain = plain;
        var encrypted = await AttackedServer.StartAsync(isEncrypted: true, TimeSpan.FromMilliseconds(5), _program);
        await using var disposesEncrypted = encrypted;
        var watched = new[] { new Watched("plain", plain), new Watched("TLS", encrypted) };
        Array.ForEach(watched, server => server.Sample("begin", Report));

        Task[] attackers =
        [
            .. Enumerable.Range(0, AttackersOfEach).Select(_ => Task.Run(() => AttackAsync(plain, [.. ServerAttacks.All, .. WebAttacks.All, .. IrcAttacks.All]))),
            .. Enumerable.Range(0, AttackersOfEach).Select(_ => Task.Run(() => AttackAsync(encrypted, [.. ServerAttacks.All, .. WebAttacks.All, .. IrcAttacks.All, .. TlsAttacks.All]))),
            .. Enumerable.Range(0, ClientsAtATime).Select(_ => Task.Run(() => RepeatAsync(random => random.One(AttackedClient.All).RoundAsync(random, _clients)))),
            Task.Run(() => RepeatAsync(random => AttackedClientProcess.RoundAsync(random, _clients, _program))),
        ];
        await WatchAsync(length, watched, attackers);
        await _end.CancelAsync();
        await Task.WhenAll(attackers);
        foreach (var server in watched)
        {
            await server.Server.WaitUntilFreeAsync();
            server.Sample("end", Report);
            Report($"{server.Name}: {server.Server.Target.Tally.Rounds:N0} rounds\n{server.Server.Target.Tally.Table()}  closes: {server.Server.LastReport(ProcessWatch.Closes)}");
        }

        Report($"clients: {_clients.Rounds:N0} rounds, {_clients.Connections:N0} connections, {_clients.Sent:N0} bytes sent to them\n{_clients.Table()}");
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Array.ForEach(watched, server => server.AssertNotGrown(MaxGrowth, MaxGrowthKiB));
        Assert.That(_unobserved, Is.Empty, "unobserved exceptions of clients' tasks");
    }

    public void Dispose()
    {
        TaskScheduler.UnobservedTaskException -= Observe;
        _end.Dispose();
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable($"CHATROOM_FUZZ_{name}") is { Length: > 0 } value ? value : null;

    private static void Report(string text)
    {
        var line = $"{DateTime.UtcNow:HH:mm:ss} {text}";
        TestContext.Out.WriteLine(line);
        if (Variable("REPORT") is { } file)
        {
            File.AppendAllText(file, line + "\n");
        }
    }

    private void Observe(object? sender, UnobservedTaskExceptionEventArgs unseen)
    {
        lock (_unobserved)
        {
            _unobserved.Add(unseen.Exception.ToString());
        }
    }

    /// <summary>Takes ten samples, or one every five minutes, and ends early at a failure.</summary>
    private static async Task WatchAsync(TimeSpan length, Watched[] watched, Task[] attackers)
    {
        var interval = length / 10 < TimeSpan.FromMinutes(5) ? length / 10 : TimeSpan.FromMinutes(5);
        var failed = Task.WhenAny([.. attackers, .. watched.Select(server => server.Server.Pair.Running)]);
        for (var passed = interval; passed <= length; passed += interval)
        {
            if (await Task.WhenAny(failed, Task.Delay(interval)) == failed)
            {
                await await failed;
                throw new InvalidOperationException("an attacker stopped");
            }

            foreach (var server in watched)
            {
                server.Sample($"{passed.TotalMinutes:0.#} min", Report);
                server.Server.AssertNoFault();
            }
        }
    }

    private Task AttackAsync(AttackedServer server, Attack[] attacks) =>
        RepeatAsync(random => random.One(attacks).RoundAsync(server.Target, random));

    private async Task RepeatAsync(Func<SeededRandom, Task> roundAsync)
    {
        while (!_end.IsCancellationRequested)
        {
            var seed = unchecked(_seed + Interlocked.Increment(ref _round));
            try
            {
                await roundAsync(new SeededRandom(seed));
            }
            catch (Exception failure)
            {
                Report($"round with seed {seed} failed: {failure}");
                throw;
            }
        }
    }

    /// <summary>A server and its samples.</summary>
    private sealed record Watched(string Name, AttackedServer Server)
    {
        private readonly List<long> _resident = [];

        public void Sample(string when, Action<string> report)
        {
            var tally = Server.Target.Tally;
            _resident.Add(Server.ResidentKiB);
            report($"{Name}, {when}: {_resident[^1]:N0} KiB resident, heap {Server.LastReport(ProcessWatch.Heap)} bytes, {Server.AllDescriptors} descriptors, {Server.Sockets} sockets; "
                + $"the pair heard {Server.Pair.Heard:N0}; {tally.Rounds:N0} rounds, {tally.Connections:N0} connections, {tally.Sent:N0} bytes sent, {tally.Received:N0} received");
        }

        /// <summary>Compares the end with the first samples, during which the log fills its limit.</summary>
        public void AssertNotGrown(double factor, long kibibytes)
        {
            var early = _resident.Take(5).Max();
            Assert.That(_resident[^1], Is.LessThan((early * factor) + kibibytes), $"{Name}: KiB resident at the end; there were {early} in the first minutes");
        }
    }
}
