using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Connections;

/// <summary>A person with telnet: keys may arrive one by one, and between commands of that protocol.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class TelnetTests(bool portable)
{
    private readonly ManualTime _time = new();

    private ServerOptions Options => RunningServer.Options with { Portable = portable, Time = _time };

    [Test]
    public async Task A_name_and_lines_may_arrive_key_by_key()
    {
        await using var server = RunningServer.Start(Options);
        using var bob = await server.ConnectAsync();
        await bob.HearsBytes("NAME");

        // The first two keys must not arrive together.
        await bob.Sends("b");
        await _time.SomebodyWaitsFor(Options.KeyTimeout);
        _time.Advance(Options.DialectTimeout);
        await bob.Sends("o");
        await _time.SomebodyWaitsFor(Options.TypingTimeout);
        await Type(bob, "b", pause: Options.DialectTimeout);
        await bob.Sends("\r\0");

        await bob.Hears("bob joined!", "Connected to server!");
        await Type(bob, "hi there", pause: Options.DialectTimeout);
        await bob.Sends("\r\0");
        await bob.Hears("bob: hi there");
    }

    [Test]
    public async Task A_single_letter_without_an_end_is_the_name_of_a_tutorial_client()
    {
        await using var server = RunningServer.Start(Options);
        await using var client = await TutorialClient.ConnectAsync(server.EndPoint, "b");

        await _time.Passes(Options.KeyTimeout);

        await client.Prints("b joined!", "Connected to server!");
    }

    [TestCase("b")]
    [TestCase("alice")]
    public async Task A_tutorial_client_may_send_text_at_once(string name)
    {
        await using var server = RunningServer.Start(Options);
        await using var client = await TutorialClient.ConnectAsync(server.EndPoint, name);
        await _time.SomebodyWaitsFor(name.Length == 1 ? Options.KeyTimeout : Options.DialectTimeout);

        await client.Types("hi");

        await client.Prints($"{name} joined!", "Connected to server!");
        await _time.Passes(TimeSpan.FromMilliseconds(50));
        await client.Prints($"{name}: hi");
    }

    [TestCase("b", "ob")]
    [TestCase("bo", "b")]
    public async Task Keys_that_arrive_together_still_count_as_keys(string first, string second)
    {
        await using var server = RunningServer.Start(Options);
        using var bob = await server.ConnectAsync();
        await bob.HearsBytes("NAME");

        await bob.Sends(first);
        await _time.SomebodyWaitsFor(first.Length == 1 ? Options.KeyTimeout : Options.DialectTimeout);
        await bob.Sends(second);
        await _time.SomebodyWaitsFor(Options.TypingTimeout);
        _time.Advance(Options.KeyTimeout);
        await bob.Sends("\r\n");

        await bob.Hears("bob joined!", "Connected to server!");
        await bob.Sends("h");
        await bob.Sends("i\r\n");
        await bob.Hears("bob: hi");
    }

    [Test]
    public async Task Telnet_negotiation_is_removed_from_names_and_lines()
    {
        await using var server = RunningServer.Start(Options);
        using var bob = await server.ConnectAsync();
        await bob.HearsBytes("NAME");

        await bob.Sends([255, 251, 24, 255, 253, 3]);
        await bob.Sends([.. "bob\r\n"u8]);

        await bob.Hears("bob joined!", "Connected to server!");
        await bob.Sends([.. "he"u8, 255, 253, 6, .. "llo\r\n"u8]);
        await bob.Hears("bob: hello");
    }

    [Test]
    public async Task A_telnet_client_that_negotiates_has_time_for_the_name()
    {
        await using var server = RunningServer.Start(Options);
        using var bob = await server.ConnectAsync();
        await bob.HearsBytes("NAME");
        await bob.Sends([255, 251, 24, .. "bo"u8]);
        using var alice = await server.JoinAsync("alice");

        _time.Advance(10 * Options.KeyTimeout);
        await bob.Sends("b\r\n");

        await bob.Hears("bob joined!", "Connected to server!");
    }

    [Test]
    public async Task A_password_may_follow_a_telnet_line_end()
    {
        var password = new Password("secret"u8);
        await using var server = RunningServer.Start(Options with { Password = password });
        using var bob = await server.ConnectAsync();
        await bob.HearsBytes("NAME");
        await bob.Sends([.. "bob\r\0"u8]);
        await bob.HearsBytes("PASSWORD");

        await bob.Sends([255, 254, 1, .. "secret\r\0"u8]);

        await bob.Hears("bob joined!", "Connected to server!");
    }

    private async Task Type(TestPeer peer, string text, TimeSpan pause)
    {
        foreach (var key in text)
        {
            await peer.Sends($"{key}");
            _time.Advance(pause);
        }
    }
}
