using ChatRoom.Tests.Attacks.Servers;

namespace ChatRoom.Tests.Attacks;

/// <summary>One way to do harm; a round of it ends by itself, and leaves nothing open.</summary>
internal sealed record Attack(string Name, Func<AttackTarget, SeededRandom, Task> RunAsync)
{
    public override string ToString() => Name;

    /// <summary>One round; that the server defended itself is no failure.</summary>
    public async Task RoundAsync(AttackTarget attackTarget, SeededRandom seededRandom)
    {
        try
        {
            await RunAsync(attackTarget, seededRandom);
        }
        catch (Exception end) when (Attacker.IsExpected(end))
        {
            // It was cut off, or nobody read it.
        }

        attackTarget.AttackTally.CountRound(Name);
    }
}
