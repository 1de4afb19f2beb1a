using System.Globalization;
using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Terminal;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Server;

/// <summary><c>chatroom server --chat</c>: whoever hosts chats on the same terminal.</summary>
internal sealed class HostChatTests
{
    private static readonly string Host = Nickname.MakeAcceptable(Environment.UserName).ToString();

    [Test]
    public async Task The_host_is_in_the_room_and_sees_what_the_server_logs()
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
    public async Task Leaving_the_chat_leaves_the_server_which_a_key_ends_then()
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
    public async Task Control_z_does_not_stop_the_room_for_everybody()
    {
        await using var screen = await TmuxScreen.OpenAsync(port: 0);
        using var bob = await JoinAsync(screen);
        await screen.Presses("C-z");
        await screen.EndsWith("Ctrl-Z does nothing here: it would stop the room for everybody.", ">");
        await bob.Says("still here");
        await bob.Hears("bob: still here");
    }

    [Test]
    public async Task The_host_of_a_room_with_a_password_is_not_asked_for_it()
    {
        await using var screen = await TmuxScreen.OpenAsync(port: 0);
        await screen.Enters("CHATROOM_PASSWORD='sesame open' chatroom server --chat --port 0 --ephemeral");
        await screen.ShowsLike($"-- (You are {Host} in lobby)");
    }

    [Test]
    public async Task Without_a_terminal_it_says_what_to_do()
    {
        await using var server = ToolProcess.Start("server", "--chat", "--port", "0", "--ephemeral");
        Assert.That(await server.Exits(), Is.EqualTo(2));
        Assert.That(await server.Errors, Is.EqualTo("chatroom: --chat needs a terminal; leave it out, and join with 'chatroom client'\n"));
    }

    /// <summary>Bob, who is in the room that the screen hosts.</summary>
    private static async Task<TestPeer> JoinAsync(TmuxScreen screen, string options = "")
    {
        await screen.Enters($"chatroom server --chat --port 0 --ephemeral {options}");
        var port = await screen.ShowsLike(@"^chatroom listens on 127\.0\.0\.1:([0-9]+);");
        await screen.ShowsLike($"-- You are {Host} in lobby");
        return await TestPeer.JoinAsync(int.Parse(port, CultureInfo.InvariantCulture), "bob");
    }
}
