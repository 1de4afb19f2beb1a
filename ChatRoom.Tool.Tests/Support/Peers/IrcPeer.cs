using System.Net;
using System.Text.RegularExpressions;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Support.Peers;

/// <summary>An IRC client of a test, which reads line by line. The test fails if an expected line does not come in time.</summary>
internal sealed class IrcPeer(TestPeer peer) : IDisposable
{
    private int _fences;

    public TestPeer Connection => peer;

    /// <summary>Connects to the IRC port of a server, and sends nothing.</summary>
    public static async Task<IrcPeer> ConnectAsync(RunningServer server, bool narrow = false, IPAddress? from = null) =>
        new(await TestPeer.ConnectAsync(server.Irc!.Port, narrow, from));

    /// <summary>Connects to a port of a server that is another process, registers and joins rooms; all answers are read.</summary>
    public static async Task<IrcPeer> JoinAsync(int port, string nick, string channels)
    {
        var irc = new IrcPeer(await TestPeer.ConnectAsync(port));
        await irc.Says($"NICK {nick}", $"USER {nick} 0 * :{nick}", $"JOIN {channels}");
        await irc.ReadsAll();
        return irc;
    }

    /// <summary>Connects and registers; all lines of the welcome are read.</summary>
    /// <param name="caps">The capabilities that it asks for, with spaces between them; empty: none, and no CAP.</param>
    public static async Task<IrcPeer> RegisterAsync(RunningServer server, string nick, string caps = "", bool narrow = false)
    {
        var irc = await ConnectAsync(server, narrow);
        if (caps.Length > 0)
        {
            await irc.Says("CAP LS 302", $"CAP REQ :{caps}");
            await irc.HearsLike(@"^:irc\.chatroom CAP \* LS :");
            await irc.Hears($":irc.chatroom CAP * ACK :{caps}");
        }

        await irc.Says($"NICK {nick}", $"USER {nick} 0 * :{nick}");
        if (caps.Length > 0)
        {
            await irc.Says("CAP END");
        }

        await irc.HearsLike($@"^:irc\.chatroom 001 {Regex.Escape(nick)} :");
        await irc.ReadsAll();
        return irc;
    }

    /// <summary>Registers and joins rooms; all answers are read.</summary>
    public static async Task<IrcPeer> JoinAsync(RunningServer server, string nick, string channels, string caps = "", bool narrow = false)
    {
        var irc = await RegisterAsync(server, nick, caps, narrow);
        await irc.Says($"JOIN {channels}");
        await irc.ReadsAll();
        return irc;
    }

    /// <summary>Sends lines, all at once.</summary>
    public Task Says(params string[] lines) => peer.Sends(string.Concat(lines.Select(line => $"{line}\r\n")));

    /// <summary>The next line.</summary>
    public async Task<string> Reads() => (await peer.NextLine("a line")).TrimEnd('\r');

    /// <summary>The next lines are these.</summary>
    public async Task Hears(params string[] lines)
    {
        foreach (var line in lines)
        {
            Assert.That(await Reads(), Is.EqualTo(line));
        }
    }

    /// <summary>The next line matches; returns it.</summary>
    public async Task<string> HearsLike(string pattern)
    {
        var line = await Reads();
        Assert.That(line, Does.Match(pattern));
        return line;
    }

    /// <summary>Everything up to now: the answers to all commands so far, and what has happened in the rooms by then.</summary>
    public async Task<List<string>> ReadsAll()
    {
        var token = $"fence{++_fences}";
        await Says($"PING {token}");
        var lines = new List<string>();
        while (await Reads() is var line && line != $":irc.chatroom PONG irc.chatroom :{token}")
        {
            lines.Add(line);
        }

        return lines;
    }

    /// <summary>Sends lines; the answers are these and nothing else.</summary>
    public async Task Asks(string line, params string[] answers)
    {
        await Says(line);
        Assert.That(await ReadsAll(), Is.EqualTo(answers), line);
    }

    /// <summary>The server closes the connection, and sends nothing more.</summary>
    public async Task HearsEnd() => Assert.That(await peer.HearsToTheEnd(), Is.Empty);

    public void Dispose() => peer.Dispose();
}
