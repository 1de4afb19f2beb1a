using NUnit.Framework;

namespace ChatRoom.Tests.Attacks.Clients;

/// <summary>A few rounds of each kind of client with hostile servers. <c>LongRuns/fuzz</c> runs them for as long as asked.</summary>
internal sealed class ClientAttackTests
{
    private const int Rounds = 12;

    [TestCaseSource(typeof(AttackedClient), nameof(AttackedClient.All))]
    public async Task A_client_survives_a_hostile_server(object kind)
    {
        var seed = Random.Shared.Next();
        for (var round = 0; round < Rounds; round++)
        {
            try
            {
                await ((AttackedClient)kind).RoundAsync(new SeededRandom(unchecked(seed + round)), new AttackTally());
            }
            catch (Exception failure) when (failure is not AssertionException)
            {
                throw new AssertionException($"seed {unchecked(seed + round)}: {failure}");
            }
            catch (AssertionException failure)
            {
                throw new AssertionException($"seed {unchecked(seed + round)}: {failure.Message}");
            }
        }
    }
}
