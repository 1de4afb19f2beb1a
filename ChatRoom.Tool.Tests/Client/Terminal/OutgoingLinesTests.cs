using System.Text;
using ChatRoom.Client.Connecting;
using ChatRoom.Client.Conversation;
using ChatRoom.Client.Options;
using ChatRoom.Client.Terminal;
using ChatRoom.Client.Terminal.Reading;
using ChatRoom.Protocol;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Terminal;

/// <summary>Submitted lines and what comes back of them, with real servers.</summary>
internal sealed class OutgoingLinesTests
{
    private readonly Transcript _transcript = new(new Palette(ColorDepth.None), TimeProvider.System);
    private readonly StringBuilder _shown = new();
    private readonly List<string> _givenBack = [];
    private readonly List<Question> _questions = [];

    [Test]
    public async Task A_reader_who_joins_is_shown_the_number_of_members_and_their_names_after_asking()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        using var carol = await server.JoinAsync("carol");
        using var reliableConnection = await Enter(server);

        await ReceiveUntil(reliableConnection, () => _transcript.KnownPeople.Names.Count == 3);

        Assert.That(_shown.ToString(), Does.Contain("-- You are alice in lobby; 2 others are here\n"));
        Assert.That(_transcript.KnownPeople.Names, Is.EqualTo(new[] { "alice", "bob", "carol" }));
    }

    [Test]
    public async Task Submitted_lines_are_pending_until_the_server_has_accepted_or_refused_them()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        using var reliableConnection = await Enter(server);

        await Types(reliableConnection, "hello", "/nick bob", "one\ntwo", "/bell all", "/nick lisa", "/msg bob psst");

        // Two lines are one submission, and /bell is not sent to the server.
        await ReceiveUntil(reliableConnection, () => reliableConnection.Sender.AcknowledgedLabel == 6);

        Assert.That(_transcript.PendingLines.Typed, Is.Empty);
        await bob.Hears("alice joined!", "alice: hello", "alice: one", "alice: two", "alice is now lisa!", "(private to bob) lisa: psst");
        Assert.That(_givenBack, Is.EqualTo(new[] { "/nick bob" }));
        Assert.That(Untimed(), Is.EqualTo("""
            # The bell rings whenever somebody says something.
            alice: hello
            ! The name bob is taken; choose another.
            alice: one
            alice: two
            -- You are lisa now
            (private) you -> bob: psst

            """));
    }

    [Test]
    public async Task A_member_who_had_our_name_before_us_is_somebody_else()
    {
        await using var server = RunningServer.Start();
        using var carol = await server.JoinAsync("alice");
        await carol.Says("hi");
        await carol.Says("/nick carol");
        await carol.Hears("alice: hi", "alice is now carol!");
        using var reliableConnection = await Enter(server, Since.Last(20));
        await carol.Hears("alice joined!");
        await carol.Says("hello alice");

        await ReceiveUntil(reliableConnection, () => _shown.ToString().EndsWith("hello alice\n", StringComparison.Ordinal));

        Assert.That(Untimed(), Is.EqualTo("alice: hi\ncarol: hello alice\n"));
        Assert.That(reliableConnection.Name.ToString(), Is.EqualTo("alice"));
        Assert.That(_transcript.Self, Is.EqualTo("alice"));
    }

    [Test]
    public async Task A_request_for_the_members_is_not_sent_between_lines_that_belong_together()
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        using var reliableConnection = await Enter(server);

        reliableConnection.Sender.BeginGroup(2);
        await reliableConnection.Sender.SayAsync(1, "one"u8);
        reliableConnection.Ask(Question.Members);
        await reliableConnection.Sender.FlushAsync();
        await reliableConnection.Sender.SayAsync(2, "two"u8);
        await reliableConnection.Sender.FlushAsync();

        await bob.Hears("alice joined!", "alice: one", "alice: two");
    }

    [Test]
    public async Task The_commands_are_those_of_the_server_and_those_of_operators_after_the_password()
    {
        await using var server = RunningServer.Start(RunningServer.Options with { OperatorPassword = new Password("sesame open"u8) });
        using var reliableConnection = await Enter(server);
        await ReceiveUntil(reliableConnection, () => _transcript.KnownWords.Commands.Contains("/op"));
        Assert.That(_transcript.KnownWords.Commands, Has.None.EqualTo("/kick"));

        await Types(reliableConnection, "/op sesame open");
        await ReceiveUntil(reliableConnection, () => _transcript.KnownWords.Commands.Contains("/kick"));

        Assert.That(_transcript.KnownWords.Commands, Has.None.EqualTo("/op"));
    }

    [TestCase("", OutgoingEffect.Done, "")]
    [TestCase("/quit", OutgoingEffect.Leaves, "")]
    [TestCase("/clear", OutgoingEffect.Clears, "")]
    [TestCase("/msg bob one\ntwo", OutgoingEffect.GivenBack, "! A command has one line")]
    public async Task Commands_of_the_client_are_not_sent_to_the_room(string typed, OutgoingEffect effect, string shown)
    {
        await using var server = RunningServer.Start();
        using var bob = await server.JoinAsync("bob");
        using var reliableConnection = await Enter(server);

        Assert.That(new OutgoingLines(reliableConnection, _transcript).Submit(typed), Is.EqualTo(effect));
        Show();
        await Types(reliableConnection, "the end");

        await bob.Hears("alice joined!", "alice: the end");
        Assert.That(Untimed(), Does.StartWith(shown));
    }

    [Test]
    public async Task The_lines_that_wait_for_a_lost_connection_are_limited()
    {
        await using var server = RunningServer.Start();
        using var reliableConnection = await Enter(server);
        reliableConnection.Sender.Interrupt();
        var outgoingLines = new OutgoingLines(reliableConnection, _transcript);
        var text = new string('x', Limits.MaxText);
        for (var i = 0; i < ResendBuffer.MaxBytes / Limits.MaxText; i++)
        {
            Assert.That(outgoingLines.Submit(text), Is.EqualTo(OutgoingEffect.Done));
        }

        Assert.That(outgoingLines.Submit("one more"), Is.EqualTo(OutgoingEffect.GivenBack));
        Show();
        Assert.That(Untimed(), Does.StartWith("! That was not said: too many lines wait"));
    }

    [Test]
    public async Task A_tutorial_server_is_sent_each_line_alone_and_nothing_is_pending()
    {
        // That server does not frame lines, so the clock stands still while two lines could be joined.
        var time = new ManualTime();
        await using var server = new TutorialServer();
        await using var old = await TutorialClient.ConnectAsync(server.EndPoint, "old");
        await old.Prints("old joined!Connected to server!");
        using var reliableConnection = await Enter(server.EndPoint.Port, time);
        await old.Prints("alice\0 joined!");

        var typing = Types(reliableConnection, "one\ntwo", "/help");
        Assert.That(_transcript.PendingLines.Typed, Is.Empty);
        var receiving = ReceiveUntil(reliableConnection, () => _shown.ToString().EndsWith("alice: two\n", StringComparison.Ordinal));
        foreach (var said in (string[])["alice: one", "alice: two"])
        {
            await old.Prints(said);
            await time.Passes(TutorialLink.Pause);
        }

        await receiving;
        await typing;
        Assert.That(_shown.ToString(), Does.Contain("# /quit            leaves\n"));
    }

    private Task<ReliableConnection> Enter(RunningServer server, Since history = default) =>
        Enter(server.EndPoint.Port, TimeProvider.System, history);

    private async Task<ReliableConnection> Enter(int port, TimeProvider time, Since history = default)
    {
        var options = new ClientOptions { Host = "127.0.0.1", Port = port, AnswerTimeout = TestTimeout.Limit, Time = time };
        Assert.That(Nickname.TryParse("alice", out var name));
        var (link, _) = await Connector.ConnectAsync(options, name!);
        var reliableConnection = new ReliableConnection(link!, options);
        Assert.That(await reliableConnection.JoinAsync(new JoinRequest(options.Room, name!) { Since = history }), Is.Null);
        _transcript.Enter(reliableConnection.Name.ToString(), reliableConnection.Acknowledges ? options.Room : "", reliableConnection.Admission.Members);
        Show();
        return reliableConnection;
    }

    /// <summary>The lines after the introduction, without their times and without dividers of a new day.</summary>
    private string Untimed() => string.Concat(
        _shown.ToString().Split('\n').Skip(1).Where(line => line.Length > 6 && !line.StartsWith("-- ", StringComparison.Ordinal)).Select(line => line[6..] + "\n"));

    private async Task Types(ReliableConnection reliableConnection, params string[] lines)
    {
        var outgoingLines = new OutgoingLines(reliableConnection, _transcript);
        foreach (var typed in lines)
        {
            Assert.That(outgoingLines.Submit(typed), Is.EqualTo(OutgoingEffect.Done));
        }

        outgoingLines.Complete();
        await outgoingLines.SendAsync(default).WaitAsync(TestTimeout.Limit);
    }

    private async Task ReceiveUntil(ReliableConnection reliableConnection, Func<bool> isEnough)
    {
        using var timeout = new CancellationTokenSource(TestTimeout.Limit);
        while (!isEnough())
        {
            foreach (var question in _questions)
            {
                reliableConnection.Ask(question);
            }

            _questions.Clear();
            await reliableConnection.Sender.FlushAsync();

            await reliableConnection.ReceiveAsync(_transcript.Receive, timeout.Token);
            _transcript.PendingLines.Acknowledge(reliableConnection.Sender.AcknowledgedLabel);
            Show();
        }
    }

    private void Show()
    {
        var screenUpdate = _transcript.Take();
        _shown.Append(screenUpdate.Lines);
        _givenBack.AddRange(screenUpdate.GivenBack);
        _questions.AddRange(screenUpdate.Questions);
    }
}
