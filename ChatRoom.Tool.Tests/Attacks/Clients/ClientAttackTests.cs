using NUnit.Framework;

namespace ChatRoom.Tests.Attacks.Clients;

/// <summary>Some rounds of clients of each kind with servers that mean harm; <c>LongRuns/fuzz</c> goes on for as long as one likes.</summary>
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
