using System.Net;
using System.Net.Sockets;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Terminal;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Terminal;

/// <summary>From the shell into the room: the question for a name, and keys that are typed before the room is joined.</summary>
internal sealed class NameQuestionTests
{
    [Test]
    public async Task The_client_asks_for_a_name_and_offers_the_users_own()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await TmuxScreen.OpenAsync(server.EndPoint.Port);

        await screen.Enters("chatroom client");
        await screen.EndsWith($"{TmuxScreen.ShellPrompt} chatroom client", OnTerminal.NameQuestion, ">");
        await screen.Presses("Enter");

        await bob.Hears($"{OnTerminal.OwnName} joined!");
        await screen.EndsWith(
            $"{TmuxScreen.ShellPrompt} chatroom client",
            $"HH:mm # This is a test at {server.EndPoint}. /help lists commands, Ctrl-D leaves.",
            $"HH:mm -- You are {OnTerminal.OwnName} in lobby; 1 other is here",
            ">");
    }

    [Test]
    public async Task After_a_refused_name_the_client_asks_again()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await TmuxScreen.OpenAsync(server.EndPoint.Port);

        await screen.Enters("chatroom client --name bob");
        await screen.EndsWith("HH:mm ! The name bob is taken; choose another.", OnTerminal.NameQuestion, ">");
        await screen.Enters("two words");
        await screen.EndsWith(
            "HH:mm ! The name bob is taken; choose another.",
            "HH:mm ! That name is not allowed; use 1 to 32 of A-Z a-z 0-9 _ - . [ ] { } | ^ and no spaces.",
            OnTerminal.NameQuestion,
            ">");
        await screen.Enters("alice");

        await bob.Hears("alice joined!");
        await screen.EndsWith(OnTerminal.AliceIsIn, ">");
    }

    [Test]
    public async Task Lines_typed_ahead_are_not_lost()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        await using var screen = await TmuxScreen.OpenAsync(server.EndPoint.Port);

        await screen.Enters("chatroom client");
        await screen.EndsWith(OnTerminal.NameQuestion, ">");
        await screen.Enters("alice");
        await screen.Enters("first");
        await screen.Enters("second");
        await screen.Types("thi");

        await bob.Hears("alice joined!", "alice: first", "alice: second");
        await screen.EndsWith("HH:mm alice: first", "HH:mm alice: second", "> thi");
    }

    [TestCase("")]
    [TestCase("NAMEchatroom/1 1.2.3 slow\n")]
    public async Task Typed_lines_wait_for_a_silent_server_and_an_interrupt_cancels(string greeting)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var address = (IPEndPoint)listener.LocalEndPoint!;
        await using var screen = await TmuxScreen.OpenAsync(address.Port);

        await screen.Enters("chatroom client --name alice");
        using var server = new TestPeer(await listener.AcceptAsync());
        await server.Sends(greeting);
        if (greeting.Length > 0)
        {
            await server.HearsBytes("alice\0");
        }

        await screen.EndsWith($"Connecting to {address}; Ctrl-C gives up.", ">");
        await screen.Enters("hello");
        await screen.Presses("C-c");

        await screen.ShowsExit(130);
        await screen.IsAsBefore();
    }

    [TestCase("C-d", 0)]
    [TestCase("C-c", 130)]
    public async Task A_key_ends_the_question_for_a_name(string key, int exitCode)
    {
        await using var server = RunningServer.Start();
        await using var screen = await TmuxScreen.OpenAsync(server.EndPoint.Port);
        await screen.Enters("chatroom client");
        await screen.EndsWith(OnTerminal.NameQuestion, ">");

        await screen.Presses(key);

        await screen.ShowsExit(exitCode);
        await screen.IsAsBefore();
    }

    [Test]
    public async Task A_failed_connection_is_reported_on_a_clean_row()
    {
        var port = FreePort.Find();
        await using var screen = await TmuxScreen.OpenAsync(port);

        await screen.Enters("chatroom client --name alice");

        await screen.EndsWith(
            $"{TmuxScreen.ShellPrompt} chatroom client --name alice",
            $"chatroom: cannot connect to 127.0.0.1:{port}: nothing listens there; start a room with 'chatroom serv",
            "er'",
            TmuxScreen.ShellPrompt);
        await screen.ShowsExit(3);
        await screen.IsAsBefore();
    }

    [Test]
    public async Task Help_is_not_shown_in_a_pager()
    {
        await using var screen = await TmuxScreen.OpenAsync(port: 1, rows: 8);

        await screen.Enters("chatroom client --help");

        await screen.ShowsLike("Show this (help)\\.$");
        await screen.ShowsExit(0);
    }
}
