using System.Net;
using System.Text;
using ChatRoom.Server.Connections;
using ChatRoom.Server.Fanout.Sending;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Connections;

/// <summary>A server with a password: without it a client cannot join and sees nothing.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class PasswordTests(bool portable)
{
    private const string Wrong = "! That is not the password of this server.";
    private const string Needed = "This server requires a password: use --password-file FILE.";
    private const string TooMany = "Too many passwords were wrong, so the connection is closed.";

    private readonly ManualTime _time = new();

    [Test]
    public async Task A_person_is_asked_after_the_name_and_joins_with_the_right_password()
    {
        await using var server = Start();
        using var alice = await server.ConnectAsync();
        await alice.HearsBytes("NAME");
        await alice.Says("alice");
        await alice.HearsBytes("PASSWORD");
        await alice.Says("sesame open");
        await alice.Hears("alice joined!", "Connected to server!");
        await alice.Says("sesame open");
        await alice.Hears("alice: sesame open");
    }

    [Test]
    public async Task A_wrong_password_is_answered_after_a_delay_until_there_are_too_many()
    {
        await using var server = Start();
        using var eve = await server.ConnectAsync();
        await eve.HearsBytes("NAME");
        await eve.Says("eve");
        for (var i = 1; i < PasswordPrompt.MaxTries; i++)
        {
            await eve.HearsBytes("PASSWORD");
            await eve.Says("guess");
            await _time.SomebodyWaitsFor(RunningServer.Options.PasswordDelay);
            Assert.That(eve.Socket.Available, Is.Zero);
            _time.Advance(RunningServer.Options.PasswordDelay);
            await eve.Hears(Wrong);
        }

        await eve.HearsBytes("PASSWORD");
        await eve.Says("guess");
        await _time.Passes(RunningServer.Options.PasswordDelay);
        Assert.That(await eve.HearsToTheEnd(), Is.EqualTo($"{Wrong}\n# {TooMany}\n"));
    }

    [Test]
    public async Task A_person_joins_with_the_right_password_after_a_wrong_one()
    {
        await using var server = Start();
        using var alice = await server.ConnectAsync();
        await alice.HearsBytes("NAME");
        await alice.Sends("alice\nguess\nsesame open\nhello\n");
        await _time.Passes(RunningServer.Options.PasswordDelay);
        await alice.HearsBytes($"PASSWORD{Wrong}\nPASSWORD");
        await alice.Hears("alice joined!", "Connected to server!", "alice: hello");
    }

    [TestCase("alice\nsesame open\n")]
    [TestCase("alice\r\nsesame open\r\n")]
    public async Task The_line_dialect_may_arrive_in_any_pieces(string said)
    {
        await using var server = Start();
        foreach (var pieces in Splits.InTwo(Encoding.UTF8.GetBytes(said)).Append(Splits.ByteByByte(Encoding.UTF8.GetBytes(said))))
        {
            using var alice = await server.ConnectAsync();
            await alice.HearsBytes("NAME");
            foreach (var piece in pieces)
            {
                await alice.Sends(piece);
            }

            await alice.HearsBytes("PASSWORDalice joined!\nConnected to server!\n");
            await alice.Says("/quit");
            Assert.That(await alice.HearsToTheEnd(), Is.Empty);
        }
    }

    [Test]
    public async Task The_typed_dialect_may_arrive_in_any_pieces()
    {
        await using var server = Start();
        var said = "ci\0password sesame open\njoin lobby ci\nsay 1 lobby hi\nquit\n"u8.ToArray();
        foreach (var pieces in Splits.InTwo(said).Append(Splits.ByteByByte(said)))
        {
            using var ci = await server.ConnectAsync();
            await ci.HearsBytes("NAME");
            foreach (var piece in pieces)
            {
                await ci.Sends(piece);
            }

            await ci.Hears("chatroom/1 1.2.3 a test");
            await ci.HearsLike("^welcome lobby ci ");
            await ci.HearsLike("^join ");
            await ci.HearsLike("^message .* ci hi$");
            Assert.That(await ci.HearsToTheEnd(), Is.Empty.Or.StartsWith("ack 1 "));
        }
    }

    [Test]
    public async Task The_last_line_of_a_pipe_is_a_password_without_an_end_as_well()
    {
        await using var server = Start();
        using var watcher = await EnterAsync(server, "password sesame open\nwatch lobby all");
        await watcher.HearsLike("^watching ");
        using var alice = await server.ConnectAsync();
        await alice.HearsBytes("NAME");
        await alice.Sends("alice\nsesame open");
        alice.ClosesItsSide();
        await watcher.HearsLike("^join .* alice$");
        await watcher.HearsLike("^leave .* alice$");
    }

    [TestCase("join lobby ci", "^welcome ")]
    [TestCase("send lobby ci", "^welcome ")]
    [TestCase("watch lobby all", "^watching ")]
    [TestCase("who lobby", "^total lobby 0$")]
    [TestCase("commands", "^usage help /help$")]
    [TestCase("rooms", "^rooms 0$")]
    public async Task A_program_enters_with_the_password_and_without_it_is_refused(string entry, string answer)
    {
        await using var server = Start();
        using var ci = await EnterAsync(server, entry);
        await ci.Hears($"error password-needed 0 {Needed}");
        await ci.Says($"password guess\n{entry}");
        await _time.Passes(RunningServer.Options.PasswordDelay);
        await ci.Hears("error password-refused 0 That is not the password of this server.");
        await ci.Says(entry);
        await ci.Hears($"error password-needed 0 {Needed}");
        await ci.Says($"password sesame open\n{entry}");
        await ci.HearsLike(answer);
    }

    [Test]
    public async Task Only_a_ping_needs_no_password()
    {
        await using var server = Start();
        using var ci = await EnterAsync(server, "ping 1");
        await ci.Hears("pong 1");
        await ci.Says("say 7 lobby hi\ncommand 8 lobby /who\ntogether 3\njoin lobby\nnonsense\npassword \nwho lobby\n");
        await ci.Hears($"error password-needed 7 {Needed}", $"error password-needed 8 {Needed}", $"error password-needed 3 {Needed}");
        await ci.HearsLike("^error bad-line 0 ");
        await _time.Passes(RunningServer.Options.PasswordDelay);
        Assert.That(await ci.HearsToTheEnd(), Is.EqualTo(
            $"error password-refused 0 That is not the password of this server.\nbye too-many-tries {TooMany}\n"));
    }

    [Test]
    public async Task A_tutorial_client_is_sent_one_line_and_closed()
    {
        await using var server = Start();
        using var old = await server.ConnectAsync();
        await old.HearsBytes("NAME");
        await old.Sends("old");
        await _time.Passes(RunningServer.Options.DialectTimeout);
        await old.HearsBytes("# This server requires a password, and this kind of program cannot be asked for it; join with 'chatroom client' or nc.");
        await _time.Passes(TutorialOutbound.Pause);
        Assert.That(await old.HearsToTheEnd(), Is.Empty);
    }

    [Test]
    public async Task Nothing_of_the_room_is_sent_before_the_password()
    {
        await using var server = Start();
        using var alice = await EnterAsync(server, "password sesame open\njoin lobby alice");
        await alice.HearsLike("^welcome ");
        await alice.Says("command 1 lobby /topic the secret topic");
        using var line = await server.ConnectAsync();
        await line.HearsBytes("NAME");
        await line.Sends("alice\n/who\n");
        await _time.Passes(RunningServer.Options.PasswordDelay);
        using var typed = await EnterAsync(server, "ping x\nwatch lobby all");
        await typed.Hears("pong x", $"error password-needed 0 {Needed}");
        await alice.Says("say 2 lobby the secret text");
        await alice.HearsLike("^join ");
        await alice.HearsLike("^topic ");
        line.ClosesItsSide();
        typed.ClosesItsSide();

        Assert.That(await line.HearsToTheEnd(), Is.EqualTo($"PASSWORD{Wrong}\nPASSWORD"));
        Assert.That(await typed.HearsToTheEnd(), Is.Empty);
    }

    [Test]
    public async Task A_peer_without_a_password_is_closed_at_the_deadline()
    {
        await using var server = Start();
        using var alice = await server.ConnectAsync();
        await alice.HearsBytes("NAME");
        await alice.Says("alice");
        await alice.HearsBytes("PASSWORD");
        await _time.Passes(RunningServer.Options.NameTimeout);
        Assert.That(await alice.HearsToTheEnd(), Is.EqualTo("# No password came in time, so the connection is closed; connect again to join.\n"));
    }

    [Test]
    [Platform("Linux", Reason = "only Linux assigns all of 127.0.0.0/8 to loopback")]
    public async Task Wrong_passwords_are_counted_by_address_across_connections_and_reported()
    {
        var server = Start();
        for (var i = 0; i < PasswordAttempts.MaxWrong; i++)
        {
            using var eve = await EnterAsync(server, "password guess-" + i + "\nwho lobby");
            await _time.Passes(RunningServer.Options.PasswordDelay);
            await eve.HearsLike("^error password-refused ");
        }

        const string Out = "Too many wrong passwords came from your address; try again in 10 minutes.";
        using var typed = await EnterAsync(server, "password sesame open\nwho lobby");
        Assert.That(await typed.HearsToTheEnd(), Is.EqualTo($"bye locked-out {Out}\n"));
        using var line = await server.ConnectAsync();
        await line.HearsBytes("NAME");
        await line.Sends("alice\nsesame open\n");
        Assert.That(await line.HearsToTheEnd(), Is.EqualTo($"PASSWORD# {Out}\n"));
        using var elsewhere = await TestPeer.ConnectAsync(server.EndPoint.Port, from: IPAddress.Parse("127.0.0.2"));
        await elsewhere.HearsBytes("NAME");
        await elsewhere.Sends("bob\nsesame open\n");
        await elsewhere.HearsBytes("PASSWORDbob joined!\n");
        _time.Advance(PasswordAttempts.Window);
        using var again = await EnterAsync(server, "password sesame open\nwho lobby");
        await again.HearsLike("^present lobby bob ");
        await server.DisposeAsync();
        Assert.That(server.Log.ToString(), Does.Contain("a wrong password came from 127.0.0.1: 10 of 10 attempts before this address is locked out")
            .And.Contain("a password from 127.0.0.1 was not checked: too many from this address were wrong").And.Not.Contain("guess").And.Not.Contain("sesame"));
    }

    [Test]
    public async Task A_password_that_is_not_needed_is_ignored()
    {
        await using var server = RunningServer.Start();
        using var ci = await EnterAsync(server, "password sesame open\njoin lobby ci");
        await ci.HearsLike("^welcome ");
    }

    [Test]
    public async Task A_reloaded_password_is_in_force_and_members_stay()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "another\n");
        var server = Start(new Password("sesame open"u8) { Path = file });
        using var alice = await EnterAsync(server, "password sesame open\njoin lobby alice");
        await alice.HearsLike("^welcome ");
        server.Reload();
        await File.WriteAllTextAsync(file, "\n");
        server.Reload();
        using var bob = await EnterAsync(server, "password another\njoin lobby bob");
        await bob.HearsLike("^welcome ");
        await alice.Says("say 1 lobby here");
        await alice.HearsLike("^join 1 ");
        await alice.HearsLike("^join 2 ");
        await alice.HearsLike("^message .* here$");
        await server.DisposeAsync();
        Assert.That(server.Log.ToString(), Does.Contain("reloaded the password: another one from now on")
            .And.Contain($"the password stays as it was: the first line of {file} is empty"));
        File.Delete(file);
    }

    private static async Task<TestPeer> EnterAsync(RunningServer server, string lines)
    {
        var peer = await server.ConnectAsync();
        await peer.HearsBytes("NAME");
        await peer.Sends("ci\0");
        await peer.HearsLike("^chatroom/1 ");
        await peer.Says(lines);
        return peer;
    }

    private RunningServer Start(Password? password = null) => RunningServer.Start(RunningServer.Options with
    {
        Portable = portable,
        Time = _time,
        Password = password ?? new Password("sesame open"u8),
    });
}
