using ChatRoom.Tests.Attacks.Servers;

namespace ChatRoom.Tests.Attacks;

/// <summary>One kind of attack. A round of it ends by itself, and leaves nothing open.</summary>
internal sealed record Attack(string Name, Func<AttackTarget, SeededRandom, Task> RunAsync)
{
    public override string ToString() => Name;

    /// <summary>Runs one round. It does not fail if the server defends itself.</summary>
    public async Task RoundAsync(AttackTarget target, SeededRandom random)
    {
        try
        {
            await RunAsync(target, random);
        }
        catch (Exception end) when (Attacker.IsExpected(end))
        {
            // The server closed the connection, or did not read from it.
        }

        target.Tally.CountRound(Name);
    }
}
