using System.Globalization;
using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Terminal;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Server;

/// <summary><c>chatroom server --chat</c>: the host chats on the server's terminal.</summary>
internal sealed class HostChatTests
{
    private static readonly string Host = Nickname.MakeAcceptable(Environment.UserName).ToString();

    [Test]
    public async Task The_host_is_in_the_room_and_sees_the_servers_log()
    {
        await using var screen = await TmuxScreen.OpenAsync(port: 0);
        using var bob = await JoinAsync(screen, "--verbose");
        await screen.ShowsLike("^..:.. # (bob joined from 127.0.0.1)$");
        await screen.ShowsLike("^..:.. -- (bob joined)$");
        await screen.Enters("welcome");
        await bob.Hears($"{Host}: welcome");
        await bob.Says("thank you");
        await screen.EndsLike($"..:.. {Host}: welcome", "..:.. bob: thank you", ">");
    }

    [Test]
    public async Task The_server_goes_on_after_the_chat_until_Ctrl_C()
    {
        await using var screen = await TmuxScreen.OpenAsync(port: 0);
        using var bob = await JoinAsync(screen);
        await screen.Presses("C-d");
        await bob.Hears($"{Host} left!");
        await screen.EndsWith("you have left the room; the server goes on, and Ctrl-C ends it");
        await bob.Says("anybody?");
        await bob.Hears("bob: anybody?");

        await screen.Presses("C-c");
        await bob.Hears("# The server is shutting down.");
        bob.Dispose();
        await screen.ShowsExit(0);
        await screen.IsAsBefore();
    }

    [Test]
    public async Task Ctrl_Z_does_not_stop_the_server()
    {
        await using var screen = await TmuxScreen.OpenAsync(port: 0);
        using var bob = await JoinAsync(screen);
        await screen.Presses("C-z");
        await screen.EndsWith("Ctrl-Z does nothing here: it would stop the room for everybody.", ">");
        await bob.Says("still here");
        await bob.Hears("bob: still here");
    }

    [Test]
    public async Task The_host_joins_without_being_asked_for_the_password()
    {
        await using var screen = await TmuxScreen.OpenAsync(port: 0);
        await screen.Enters("CHATROOM_PASSWORD='sesame open' chatroom server --chat --port 0 --ephemeral");
        await screen.ShowsLike($"-- (You are {Host} in lobby)");
    }

    [Test]
    public async Task Without_a_terminal_the_chat_is_wrong_usage()
    {
        await using var server = ToolProcess.Start("server", "--chat", "--port", "0", "--ephemeral");
        Assert.That(await server.Exits(), Is.EqualTo(2));
        Assert.That(await server.Errors, Is.EqualTo("chatroom: --chat needs a terminal; leave it out, and join with 'chatroom client'\n"));
    }

    /// <summary>Starts a server with a chat on the screen, and joins it as bob.</summary>
    private static async Task<TestPeer> JoinAsync(TmuxScreen screen, string options = "")
    {
        await screen.Enters($"chatroom server --chat --port 0 --ephemeral {options}");
        var port = await screen.ShowsLike(@"^chatroom listens on 127\.0\.0\.1:([0-9]+);");
        await screen.ShowsLike($"-- You are {Host} in lobby");
        return await TestPeer.JoinAsync(int.Parse(port, CultureInfo.InvariantCulture), "bob");
    }
}
