using System.Globalization;
using System.Runtime.Versioning;
using ChatRoom.Tests.Attacks;
using ChatRoom.Tests.Attacks.Clients;
using ChatRoom.Tests.Attacks.Servers;
using ChatRoom.Tests.Support.Terminal;
using NUnit.Framework;

namespace ChatRoom.Tests.LongRuns;

/// <summary>
/// All attacks side by side for as many minutes as one likes: what <c>LongRuns/fuzz</c> runs. It is told by the environment:
/// CHATROOM_FUZZ_MINUTES, _SEED, _EXE (the tool; what was built otherwise) and _REPORT (a file that the figures go to).
/// </summary>
[Explicit("takes minutes; LongRuns/fuzz runs it")]
[Platform("Linux")]
[UnsupportedOSPlatform("windows")]
internal sealed class LongAttackTests : IDisposable
{
    private const int AttackersOfEach = 6;
    private const int VictimsAtATime = 1;

    /// <summary>A process may take more than in its first minutes by this part, and by this: allocators round up.</summary>
    private const double MostGrowth = 1.25;
    private const long MostGrowthKiB = 32 << 10;

    private readonly string? _program = Told("EXE");
    private readonly CancellationTokenSource _over = new();
    private readonly AttackTally _clients = new();
    private readonly List<string> _unobserved = [];
    private int _seed;
    private int _round;

    [Test]
    public async Task Attackers_of_every_kind_do_no_harm_for_as_long_as_asked()
    {
        var length = TimeSpan.FromMinutes(double.Parse(Told("MINUTES") ?? "1", CultureInfo.InvariantCulture));
        _seed = Told("SEED") is { } seed ? int.Parse(seed, CultureInfo.InvariantCulture) : Random.Shared.Next();
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
            .. Enumerable.Range(0, AttackersOfEach).Select(_ => Task.Run(() => AttackAsync(plain, ServerAttacks.All))),
            .. Enumerable.Range(0, AttackersOfEach).Select(_ => Task.Run(() => AttackAsync(encrypted, [.. ServerAttacks.All, .. TlsAttacks.All]))),
            .. Enumerable.Range(0, VictimsAtATime).Select(_ => Task.Run(() => AsLongAsItTakesAsync(seededRandom => seededRandom.One(AttackedClient.All).RoundAsync(seededRandom, _clients)))),
            Task.Run(() => AsLongAsItTakesAsync(seededRandom => AttackedClientProcess.RoundAsync(seededRandom, _clients, _program))),
        ];
        await WatchAsync(length, watched, attackers);
        await _over.CancelAsync();
        await Task.WhenAll(attackers);
        foreach (var server in watched)
        {
            await server.Server.IsFreeAgainAsync();
            server.Sample("end", Report);
            Report($"{server.Name}: {server.Server.AttackTarget.AttackTally.Rounds:N0} rounds\n{server.Server.AttackTarget.AttackTally.Table()}  closes: {server.Server.Told(ProcessWatch.Closes)}");
        }

        Report($"clients: {_clients.Rounds:N0} rounds, {_clients.Connections:N0} connections, {_clients.Sent:N0} bytes said to them\n{_clients.Table()}");
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Array.ForEach(watched, server => server.HasNotGrown(MostGrowth, MostGrowthKiB));
        Assert.That(_unobserved, Is.Empty, "exceptions of clients' tasks that nobody saw");
    }

    public void Dispose()
    {
        TaskScheduler.UnobservedTaskException -= Observe;
        _over.Dispose();
    }

    private static string? Told(string what) => Environment.GetEnvironmentVariable($"CHATROOM_FUZZ_{what}") is { Length: > 0 } told ? told : null;

    private static void Report(string text)
    {
        var line = $"{DateTime.UtcNow:HH:mm:ss} {text}";
        TestContext.Out.WriteLine(line);
        if (Told("REPORT") is { } file)
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

    /// <summary>Takes samples, ten of them or one every five minutes, and ends early where something failed.</summary>
    private static async Task WatchAsync(TimeSpan length, Watched[] watched, Task[] attackers)
    {
        var interval = length / 10 < TimeSpan.FromMinutes(5) ? length / 10 : TimeSpan.FromMinutes(5);
        var failed = Task.WhenAny([.. attackers, .. watched.Select(server => server.Server.Pair.Running)]);
        for (var passed = interval; passed <= length; passed += interval)
        {
            if (await Task.WhenAny(failed, Task.Delay(interval)) == failed)
            {
                await await failed;
                throw new InvalidOperationException("somebody stopped attacking");
            }

            foreach (var server in watched)
            {
                server.Sample($"{passed.TotalMinutes:0.#} min", Report);
                server.Server.IsSound();
            }
        }
    }

    private Task AttackAsync(AttackedServer server, Attack[] attacks) =>
        AsLongAsItTakesAsync(seededRandom => seededRandom.One(attacks).RoundAsync(server.AttackTarget, seededRandom));

    private async Task AsLongAsItTakesAsync(Func<SeededRandom, Task> roundAsync)
    {
        while (!_over.IsCancellationRequested)
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

    /// <summary>A server and what was seen of it.</summary>
    private sealed record Watched(string Name, AttackedServer Server)
    {
        private readonly List<long> _resident = [];

        public void Sample(string when, Action<string> report)
        {
            var attackTally = Server.AttackTarget.AttackTally;
            _resident.Add(Server.ResidentKiB);
            report($"{Name}, {when}: {_resident[^1]:N0} KiB resident, heap {Server.Told(ProcessWatch.Heap)} bytes, {Server.AllDescriptors} descriptors, {Server.Sockets} sockets; "
                + $"the pair heard {Server.Pair.Heard:N0}; {attackTally.Rounds:N0} rounds, {attackTally.Connections:N0} connections, {attackTally.Sent:N0} bytes sent, {attackTally.Received:N0} received");
        }

        /// <summary>Compares the end with the first samples, within which all that is kept fills up.</summary>
        public void HasNotGrown(double factor, long kibibytes)
        {
            var early = _resident.Take(5).Max();
            Assert.That(_resident[^1], Is.LessThan((early * factor) + kibibytes), $"{Name}: KiB resident in the end, where there were {early} in the first minutes");
        }
    }
}
