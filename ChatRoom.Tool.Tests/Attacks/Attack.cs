namespace ChatRoom.Tests.Attacks;

/// <summary>One way to do harm; a round of it ends by itself, and leaves nothing open.</summary>
internal sealed record Attack(string Name, Func<Target, Dice, Task> RunAsync)
{
    public override string ToString() => Name;

    /// <summary>One round; that the server defended itself is no failure.</summary>
    public async Task RoundAsync(Target target, Dice dice)
    {
        try
        {
            await RunAsync(target, dice);
        }
        catch (Exception end) when (Attacker.IsExpected(end))
        {
            // It was cut off, or nobody read it.
        }

        target.Tally.CountRound(Name);
    }
}
