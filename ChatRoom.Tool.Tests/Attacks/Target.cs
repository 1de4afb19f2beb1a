namespace ChatRoom.Tests.Attacks;

/// <summary>The server that is attacked.</summary>
/// <param name="Port">Where it listens on this machine.</param>
/// <param name="IsEncrypted">It speaks TLS only.</param>
/// <param name="Tally">Counts what is done to it.</param>
/// <param name="Beat">Completes when the well-behaved pair has heard something more: the clock of whoever is slow.</param>
internal sealed record Target(int Port, bool IsEncrypted, Tally Tally, Func<Task> Beat)
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
