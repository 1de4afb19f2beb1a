using ChatRoom.Protocol;
using ChatRoom.Server.Rooms;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Rooms;

internal sealed class HistoryTests
{
    private readonly ManualTime _time = new();
    private readonly RoomList _rooms;

    public HistoryTests() => _rooms = TestRooms.Several(_time, 4 << 20, most: 10);

    [Test]
    public void History_shows_messages_with_their_times_to_one_reader_only()
    {
        var (alice, bob) = (RoomClient.Join(_rooms, "alice"), RoomClient.Join(_rooms, "bob"));
        bob.Sends("hi é\n/nick rob\n/me waves\n/topic no news\n/msg alice psst\n");
        bob.Reads();
        _time.Advance(TimeSpan.FromMinutes(61));
        alice.Sends("later\n/join attic\n/join lobby\n");
        alice.Reads();
        bob.Reads();
        alice.Hears("/history", "# 03:04 bob: hi é", "# 03:04 * rob waves", "# 04:05 alice: later");
        alice.Hears("/history 1", "# 04:05 alice: later");
        alice.Hears("/history 2 ", "# 03:04 * rob waves", "# 04:05 alice: later");
        Assert.That(bob.Reads(), Is.Empty);
    }

    [Test]
    public void A_message_of_another_day_has_its_date()
    {
        var alice = RoomClient.Join(_rooms, "alice");
        alice.Sends("old\n");
        _time.Advance(TimeSpan.FromHours(21));
        alice.Sends("new\n");
        alice.Reads();
        alice.Hears("/history", "# 2026-01-02 03:04 alice: old", "# 00:04 alice: new");
    }

    [Test]
    public void Every_dialect_has_history()
    {
        RoomClient.Join(_rooms, "bob").Sends($"hi é\n{new string('x', 4096)}\n");
        var typed = RoomClient.Enter(_rooms, "join lobby new");
        typed.Hears("command 1 lobby /history 2", "notice 1767323045000 03:04 bob: hi é", $"notice 1767323045000 03:04 bob: {new string('x', 4096)}", "ack 1 0");

        var old = RoomClient.Join(_rooms, "old", TestDialects.Tutorial);
        old.Sends("old: /history");
        var lines = string.Join('\n', old.Reads()).Split('\r', '\n');
        Assert.That(lines, Has.All.StartsWith("# ").And.All.Length.LessThan(Limits.TutorialChunk));
        Assert.That(lines[0], Is.EqualTo("# 03:04 bob: hi ?"));
        Assert.That(string.Concat(lines[1..].Select(line => line[2..])), Is.EqualTo($"03:04 bob: {new string('x', 4096)}"));
    }

    [Test]
    public void A_program_is_sent_past_events_if_it_wants_typed_answers()
    {
        var bob = RoomClient.Join(_rooms, "bob");
        var typed = RoomClient.Enter(_rooms, "join lobby new answers");
        typed.Hears("command 1 lobby /history", "notice 1767323045000 Nothing was said here so far.", "history lobby 0", "ack 1 0");
        bob.Sends($"hi é\n/nick rob\n/me waves\n/topic no news\n");
        typed.Reads();
        RoomClient.Enter(_rooms, "join lobby ci bot").Sends($"say 1 lobby {new string('x', 4096)}\n");
        typed.Reads();
        _time.Advance(TimeSpan.FromDays(1));
        typed.Hears(
            "command 2 lobby /history 3",
            "past message 3 1767323045000 lobby bob hi é",
            "past action 5 1767323045000 lobby rob waves",
            $"past bot 8 1767323045000 lobby ci {new string('x', 4096)}",
            "history lobby 3",
            "ack 2 0");
        typed.Hears("command 3 lobby /history 0", "error bad-usage 3 Give a number from 1 to 1000 such as /history 20.", "ack 3 0");
    }

    [Test]
    public void Past_events_are_one_answer_of_bounded_size()
    {
        var typed = RoomClient.Enter(_rooms, "join lobby new answers");
        RoomClient.Join(_rooms, "bob").Sends(string.Concat(Enumerable.Repeat($"{new string('y', 4000)}\n", 100)));
        typed.Reads();
        typed.Sends("command 1 lobby /history 1000\ncommand 2 lobby /history 1000\n");
        var answer = typed.Reads();
        Assert.That(answer[0], Does.EndWith(" Only the last 32 fit into one answer."));
        Assert.That(answer[1..33], Has.All.StartsWith("past message "));
        Assert.That(answer[33], Is.EqualTo("history lobby 32"));
        Assert.That(answer, Has.Length.EqualTo(69).And.Property(nameof(Array.Length)).LessThan(100));
        Assert.That(typed.End, Is.Null);
    }

    [Test]
    public void Without_a_number_history_shows_twenty_messages_or_that_there_are_none()
    {
        var alice = RoomClient.Join(_rooms, "alice");
        alice.Hears("/history", "# Nothing was said here so far.");
        alice.Sends(string.Concat(Enumerable.Range(1, 30).Select(number => $"{number}\n")));
        alice.Reads();
        alice.Hears("/history", [.. Enumerable.Range(11, 20).Select(number => $"# 03:04 alice: {number}")]);
    }

    [TestCase("0")]
    [TestCase("1001")]
    [TestCase("-1")]
    [TestCase("+1")]
    [TestCase("many")]
    [TestCase("1 2")]
    [TestCase("99999999999999999999")]
    public void A_bad_number_is_refused(string number) =>
        RoomClient.Join(_rooms, "alice").Hears($"/history {number}", "! Give a number from 1 to 1000 such as /history 20.");

    [Test]
    public void History_shows_a_thousand_short_lines_or_as_many_long_ones_as_fit()
    {
        var alice = RoomClient.Join(_rooms, "alice");
        alice.Sends(string.Concat(Enumerable.Range(1, 1100).Select(number => $"{number} {new string('x', 80)}\n")));
        alice.Reads();
        alice.Sends("/history 1000\n");
        Assert.That(alice.Reads().Select(line => line.Split(' ')[3]), Is.EqualTo(Enumerable.Range(101, 1000).Select(number => $"{number}")));

        alice.Sends(string.Concat(Enumerable.Repeat($"{new string('y', 4000)}\n", 100)));
        alice.Reads();
        alice.Sends("/history 1000\n/history 1000\n");
        var answer = alice.Reads();
        Assert.That(answer, Has.Length.EqualTo(66));
        Assert.That(answer[0], Is.EqualTo("# Only the last 32 fit into one answer."));
        Assert.That(alice.End, Is.Null);
    }

    [Test]
    public void History_shows_only_messages_that_are_kept()
    {
        var rooms = TestRooms.Several(_time, 64 << 10, most: 1);
        var alice = RoomClient.Join(rooms, "alice");
        alice.Sends(string.Concat(Enumerable.Repeat($"{new string('x', 1000)}\n", 500)));
        alice.Reads();
        alice.Sends("/history 500\n");
        Assert.That(alice.Reads(), Has.Length.InRange(20, 64).And.All.StartsWith("# 03:04 alice: xx"));
    }
}
