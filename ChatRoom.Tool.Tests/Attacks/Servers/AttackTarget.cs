namespace ChatRoom.Tests.Attacks.Servers;

/// <summary>The server that is attacked.</summary>
/// <param name="Port">Where it listens on this machine.</param>
/// <param name="IsEncrypted">It speaks TLS only.</param>
/// <param name="AttackTally">Counts what is done to it.</param>
/// <param name="Beat">Completes when the well-behaved pair has heard something more: the clock of whoever is slow.</param>
internal sealed record AttackTarget(int Port, bool IsEncrypted, AttackTally AttackTally, Func<Task> Beat)
{
    /// <summary>Lets so many things happen between others.</summary>
    public async Task Beats(int count)
    {
        for (; count > 0; count--)
        {
            await Beat();
        }
    }
}
