using System.Runtime.Versioning;
using NUnit.Framework;

namespace ChatRoom.Tests.Attacks.Servers;

/// <summary>A few rounds of each attack on a server, several at a time; <c>LongRuns/fuzz</c> goes on for as long as one likes.</summary>
[Platform("Linux")]
[UnsupportedOSPlatform("windows")]
internal sealed class ServerAttackTests
{
    private const int Rounds = 2;
    private const int AtATime = 4;

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_server_under_attack_serves_those_who_behave(bool isEncrypted)
    {
        var seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var server = await AttackedServer.StartAsync(isEncrypted, TimeSpan.Zero);
        await using (server)
        {
            var attacks = isEncrypted ? [.. ServerAttacks.All, .. TlsAttacks.All] : ServerAttacks.All;
            var rounds = Enumerable.Repeat(attacks, Rounds).SelectMany(each => each).Select((attack, number) => (attack, new SeededRandom(unchecked(seed + number))));

            await Parallel.ForEachAsync(
                rounds,
                new ParallelOptions { MaxDegreeOfParallelism = AtATime },
                async (round, _) => await round.attack.RoundAsync(server.AttackTarget, round.Item2));
            await server.IsFreeAgainAsync();
            server.IsSound();
        }

        TestContext.Out.WriteLine($"{server.Pair.Heard} heard, {server.AttackTarget.AttackTally.Connections} connections, {server.AttackTarget.AttackTally.Sent} bytes\n{server.AttackTarget.AttackTally.Table()}");
    }
}
