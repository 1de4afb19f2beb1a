using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Terminal.Reading;

/// <summary>Golden transcripts of the lines that a person reads, without colours.</summary>
internal sealed class TranscriptTests
{
    private readonly TerminalRoom _room = new();

    [Test]
    public void A_line_follows_its_local_time() => Assert.That(
        _room.Shows(
            "message % lobby bob hello",
            "action % lobby bob waves",
            "bot % lobby deploy done",
            "private @ lobby bob alice psst",
            "private @ lobby alice bob yes?",
            "message % lobby alice hi bob"),
        Is.EqualTo("""
            14:05 bob: hello
            14:05 * bob waves
            14:05 deploy: done
            14:05 (private) bob -> you: psst
            14:05 (private) you -> bob: yes?
            14:05 alice: hi bob

            """));

    [Test]
    public void Notices_and_events_look_different_from_what_people_say() => Assert.That(
        _room.Shows(
            "topic % lobby bob tea",
            "topic % lobby bob ",
            "notice @ 2 here: alice bob",
            "error unknown-command 0 There is no command /x.",
            "refused not-written 4 6 The server cannot write it down.",
            "gap 7 1 lobby",
            "gap 8 12 lobby",
            "bye draining The server is shutting down."),
        Is.EqualTo("""
            14:05 -- bob set the topic: tea
            14:05 -- bob took the topic away
            14:05 # 2 here: alice bob
            14:05 ! There is no command /x.
            14:05 ! 3 lines were not said: The server cannot write it down.
            -- 1 event is missing here, as the server no longer has it --
            -- 12 events are missing here, as the server no longer has them --
            14:05 # The server is shutting down.

            """));

    [Test]
    public void The_acts_of_an_operator_are_shown() => Assert.That(
        _room.Shows("announcement % lobby server It restarts at five.", "message % lobby bob oh", "leave % lobby bob Kicked by carol: be nice"),
        Is.EqualTo("""
            14:05 # It restarts at five.
            14:05 bob: oh
            14:05 -- bob left
            14:05 -- bob was sent away: Kicked by carol: be nice

            """));

    [TestCase(0, "14:05 -- You are alice in lobby\n")]
    [TestCase(1, "14:05 -- You are alice in lobby; nobody else is here\n")]
    [TestCase(2, "14:05 -- You are alice in lobby; 1 other is here\n")]
    [TestCase(1234, "14:05 -- You are alice in lobby; 1233 others are here\n")]
    public void A_reader_who_joins_is_shown_the_room_and_the_number_of_others(long members, string shown) =>
        Assert.That(new TerminalRoom(members: members).Introduction.Lines, Is.EqualTo(shown));

    [Test]
    public void The_topic_is_shown_on_joining_and_again_only_if_it_changed()
    {
        Assert.That(_room.Shows("subject lobby @ bob tea"), Is.EqualTo("14:05 -- Topic: tea (bob, 14:05)\n"));
        _room.Hears(new ServerLine { Kind = ServerLineKind.Connected });
        Assert.That(_room.Shows("subject lobby @ bob tea"), Is.EqualTo("14:05 -- connected again\n"));
        _room.Hears(new ServerLine { Kind = ServerLineKind.Connected });
        Assert.That(_room.Shows("subject lobby @ bob coffee"), Is.EqualTo("14:05 -- connected again\n14:05 -- Topic: coffee (bob, 14:05)\n"));
    }

    [Test]
    public void The_topic_is_shown_to_a_reader_who_asks()
    {
        _room.Shows("subject lobby @ bob tea", "topic % lobby bob cake");
        Assert.That(_room.Shows("subject lobby @ bob cake"), Is.EqualTo("14:05 -- Topic: cake (bob, 14:05)\n"));
        _room.Hears(new ServerLine { Kind = ServerLineKind.Connected });
        _room.Shows("subject lobby @ bob cake");
        Assert.That(_room.Shows($"subject lobby {_room.Time.Milliseconds - 86_400_000} bob cake"), Is.EqualTo("14:05 -- Topic: cake (bob, 21 November 2026 14:05)\n"));
    }

    [Test]
    public void Another_room_is_shown_with_its_topic() => Assert.That(
        _room.Shows("subject lobby @ bob tea", "welcome dev alice 7 @ 2", "subject dev @ carol tea", "join % dev alice", "message % dev carol hi"),
        Is.EqualTo("""
            14:05 -- Topic: tea (bob, 14:05)
            14:05 -- You are alice in dev; 1 other is here
            14:05 -- Topic: tea (carol, 14:05)
            14:05 carol: hi

            """));

    [Test]
    public void History_is_framed_and_shows_no_joins_and_leaves()
    {
        var now = _room.Time.Now;
        _room.Time.Now = now.AddDays(-1);
        var history = _room.ShowsReplay("join % lobby bob", "message % lobby bob yesterday", "rename % lobby rob bob");
        _room.Time.Now = now.AddMinutes(-5);
        history += _room.ShowsReplay("topic % lobby carol tea", "leave % lobby carol", "action % lobby dan waves");
        _room.Time.Now = now;
        history += _room.Shows("gap 3 2 lobby", "join % lobby alice", "message % lobby dan hi");

        Assert.That(history, Is.EqualTo("""
            -- before you came --
            -- Saturday, 21 November 2026 --
            14:05 bob: yesterday
            -- Sunday, 22 November 2026 --
            14:00 -- carol set the topic: tea
            14:00 * dan waves
            -- 2 events are missing here, as the server no longer has them --
            -- end of history --
            14:05 dan: hi

            """));
    }

    [Test]
    public void Past_events_that_the_reader_asked_for_are_framed_in_local_time_and_change_nothing()
    {
        var now = _room.Time.Now;
        var yesterday = _room.Time.Milliseconds - 86_400_000;
        _room.Shows("message % lobby carol here", "message % lobby bob alice?");
        _room.Transcript.Bell.Take();
        _room.Transcript.IgnoreList.Add("mallory");

        Assert.That(
            _room.Shows(
                "notice @ Only the last 3 of these 20 fit into one answer.",
                $"past message 7 {yesterday} lobby carol alice: the lamp?",
                "past message 8 @ lobby mallory spam",
                $"past action 9 {_room.Time.Milliseconds - 300_000} lobby dan nods",
                "history lobby 3",
                "notice @ 2 here: alice bob"),
            Is.EqualTo("""
                14:05 # Only the last 3 of these 20 fit into one answer.
                -- history --
                -- Saturday, 21 November 2026 --
                14:05 carol: alice: the lamp?
                -- Sunday, 22 November 2026 --
                14:00 * dan nods
                -- end of history --
                14:05 # 2 here: alice bob

                """));
        Assert.That(_room.Transcript.Bell.Take(), Is.False);
        Assert.That(_room.Transcript.KnownPeople.Names, Is.EqualTo(new[] { "bob", "carol" }));
    }

    [Test]
    public void A_history_of_nothing_has_no_frame() =>
        Assert.That(_room.Shows("notice @ Nothing was said here so far.", "history lobby 0"), Is.EqualTo("14:05 # Nothing was said here so far.\n"));

    [Test]
    public void A_new_day_is_shown_once_by_the_readers_local_calendar()
    {
        _room.Time.Now = new DateTimeOffset(2026, 11, 22, 22, 59, 0, TimeSpan.Zero);
        Assert.That(_room.Shows("message % lobby bob soon"), Is.EqualTo("23:59 bob: soon\n"));
        _room.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(_room.Shows("message % lobby bob now", "message % lobby bob late"), Is.EqualTo("""
            -- Monday, 23 November 2026 --
            00:00 bob: now
            00:00 bob: late

            """));
        Assert.That(
            _room.Shows($"message 900 {_room.Time.Milliseconds - 1} lobby bob a clock that differs", "message % lobby bob later"),
            Is.EqualTo("23:59 bob: a clock that differs\n00:00 bob: later\n"));
    }

    [Test]
    public void An_outage_is_shown_in_short_lines()
    {
        _room.Hears(new ServerLine { Kind = ServerLineKind.Disconnected, Time = _room.Time.Milliseconds, Text = "the connection was lost"u8 });
        _room.Hears(new ServerLine { Kind = ServerLineKind.Gap });
        _room.Hears(new ServerLine { Kind = ServerLineKind.Connected });
        _room.Hears(new ServerLine { Kind = ServerLineKind.Connected, Name = "alice_2"u8 });

        Assert.That(_room.Transcript.Take().Lines, Is.EqualTo("""
            14:05 -- connection lost; reconnecting
            -- the room's log was started anew; lines may be missing here --
            14:05 -- connected again
            14:05 -- connected again, as alice_2

            """));
        Assert.That(_room.Transcript.Self, Is.EqualTo("alice_2"));
    }

    [Test]
    public void Another_server_than_before_is_named()
    {
        _room.Hears(new ServerLine { Kind = ServerLineKind.Connected, Code = "b:5501"u8, Other = "b:5501"u8 });
        _room.Hears(new ServerLine { Kind = ServerLineKind.Connected, Code = "c:5502"u8, Other = "c:5502"u8, Name = "alice_2"u8 });

        Assert.That(_room.Transcript.TakeAll().Lines, Is.EqualTo("14:05 -- connected to b:5501 instead\n14:05 -- connected to c:5502 instead, as alice_2\n"));
    }

    [Test]
    public void Lines_of_a_tutorial_server_are_recognized_by_their_form()
    {
        foreach (var text in new[] { "bob joined!", "Connected to server!", "bob: hello alice", "alice: hi", "no name: here", "bob left!" })
        {
            _room.Hears(new ServerLine { Kind = ServerLineKind.Relayed, Text = System.Text.Encoding.UTF8.GetBytes(text) });
        }

        Assert.That(_room.Transcript.TakeAll().Lines, Is.EqualTo("""
            14:05 -- bob joined
            14:05 -- Connected to server!
            14:05 bob: hello alice
            14:05 alice: hi
            14:05 -- no name: here
            14:05 -- bob left

            """));
    }

    [Test]
    public void No_control_character_of_a_line_reaches_the_terminal() => Assert.That(
        _room.Shows(
            "message % lobby b\e[31mob \e]0;title\aa\u202Eb\u009B1mc\td",
            "topic % lobby bob \u001bc\u0085tea",
            "error bad-usage 0 \u0007no"),
        Is.EqualTo("14:05 bob: abc d\n14:05 -- bob set the topic: tea\n14:05 ! no\n"));

    [Test]
    public void A_time_outside_every_calendar_does_no_harm([Values(0, long.MaxValue)] long time) =>
        Assert.That(_room.Shows($"message 5 {time} lobby bob hi"), Does.EndWith(" bob: hi\n"));

    [Test]
    public void Lines_for_programs_are_not_shown() => Assert.That(
        _room.Shows("ack 4 5", "present lobby bob person @", "total lobby 1", "usage who /who", "commands 1", "room lobby 1 tea", "rooms 1", "pong x", "session 4", "log lobby abcd", "retry 100", "servers a:1 b:2"), Is.Empty);

    [Test]
    public void The_longest_line_of_each_kind_is_shown()
    {
        foreach (var kind in ServerLineValues.Kinds)
        {
            _room.Hears(ServerLineValues.Longest(kind).View());
        }

        Assert.That(_room.Transcript.TakeAll().Lines, Is.Not.Empty);
    }

    [Test]
    public void Random_lines_are_shown_as_printable_characters() => Fuzz.Each(
        Samples.Bytes,
        bytes =>
        {
            var room = new TerminalRoom();
            foreach (var kind in Enum.GetValues<ServerLineKind>())
            {
                room.Hears(new ServerLine { Kind = kind, Id = 7, Number = 8, Time = 9, Room = bytes, Name = bytes, Other = bytes, Code = bytes, Text = bytes });
            }

            Assert.That(room.Transcript.TakeAll().Lines, Does.EndWith("\n").And.Not.Match(@"[\x00-\x09\x0B-\x1F\x7F-\x9F]"));
        });
}
