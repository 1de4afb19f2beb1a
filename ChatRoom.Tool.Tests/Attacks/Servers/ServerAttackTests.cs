using System.Runtime.Versioning;
using NUnit.Framework;

namespace ChatRoom.Tests.Attacks.Servers;

/// <summary>A few rounds of each attack on a server, several at a time. <c>LongRuns/fuzz</c> runs them for as long as asked.</summary>
[Platform("Linux")]
[UnsupportedOSPlatform("windows")]
internal sealed class ServerAttackTests
{
    private const int Rounds = 2;
    private const int AtATime = 4;

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_server_under_attack_serves_well_behaved_clients(bool isEncrypted)
    {
        var seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var server = await AttackedServer.StartAsync(isEncrypted, TimeSpan.Zero);
        await using (server)
        {
            var attacks = (Attack[])[.. ServerAttacks.All, .. WebAttacks.All, .. IrcAttacks.All, .. isEncrypted ? TlsAttacks.All : []];
            var rounds = Enumerable.Repeat(attacks, Rounds).SelectMany(each => each).Select((attack, number) => (attack, new SeededRandom(unchecked(seed + number))));

            await Parallel.ForEachAsync(
                rounds,
                new ParallelOptions { MaxDegreeOfParallelism = AtATime },
                async (round, _) => await round.attack.RoundAsync(server.Target, round.Item2));
            await server.WaitUntilFreeAsync();
            server.AssertNoFault();
        }

        TestContext.Out.WriteLine($"{server.Pair.Heard} messages, {server.Target.Tally.Connections} connections, {server.Target.Tally.Sent} bytes\n{server.Target.Tally.Table()}");
    }
}
