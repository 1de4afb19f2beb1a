namespace ChatRoom.Tests.Attacks.Servers;

/// <summary>The attacked server.</summary>
/// <param name="Port">The server's port on this machine.</param>
/// <param name="WebPort">The port of its web door.</param>
/// <param name="IrcPort">The port for IRC clients.</param>
/// <param name="IsEncrypted">Whether it requires TLS.</param>
/// <param name="Tally">Counts the attacks on it.</param>
/// <param name="TickAsync">Completes at the next message of the well-behaved pair: the clock of slow attackers.</param>
internal sealed record AttackTarget(int Port, int WebPort, int IrcPort, bool IsEncrypted, AttackTally Tally, Func<Task> TickAsync)
{
    /// <summary>The same server by its web door.</summary>
    public AttackTarget Web => this with { Port = WebPort };

    /// <summary>The same server by its port for IRC.</summary>
    public AttackTarget Irc => this with { Port = IrcPort };

    /// <summary>Waits for this many messages of the pair.</summary>
    public async Task WaitTicksAsync(int count)
    {
        for (; count > 0; count--)
        {
            await TickAsync();
        }
    }
}
