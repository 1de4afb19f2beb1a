using ChatRoom.Client.Connecting;
using ChatRoom.Client.Terminal.Asking;
using ChatRoom.Client.Terminal.Reading;
using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Values;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Terminal.Reading;

/// <summary>Joins and leaves: quiet, merged, and in a large room mostly hidden.</summary>
internal sealed class ArrivalSummaryTests
{
    private readonly TerminalRoom _room = new();

    [Test]
    public void Joins_and_leaves_at_about_the_same_time_are_one_line() => Assert.That(
        _room.Shows(
            "join % lobby bob", "join % lobby carol", "leave % lobby dan", "join % lobby eve", "rename % lobby fay finn", "join % lobby gus", "leave % lobby hal"),
        Is.EqualTo("14:05 -- bob, carol and 2 others joined; dan and hal left; finn is now fay\n"));

    [TestCase(1, "1 joined")]
    [TestCase(2, "1 and 2 joined")]
    [TestCase(3, "1, 2 and 3 joined")]
    [TestCase(4, "1, 2 and 2 others joined")]
    [TestCase(5, "1, 2 and 3 others joined")]
    public void Up_to_three_names_are_listed_and_two_of_more(int count, string line) => Assert.That(
        _room.Shows([.. Enumerable.Range(1, count).Select(name => $"join % lobby {name}")]), Is.EqualTo($"14:05 -- {line}\n"));

    [Test]
    public void Many_new_names_are_counted() => Assert.That(
        _room.Shows([.. Enumerable.Range(1, 5).Select(name => $"rename % lobby new{name} old{name}")]),
        Is.EqualTo("14:05 -- old1 is now new1, old2 is now new2 and 3 other new names\n"));

    [Test]
    public void A_short_absence_and_a_short_visit_are_not_shown() =>
        Assert.That(_room.Shows("leave % lobby bob", "join % lobby Bob", "join % lobby carol", "leave % lobby carol"), Is.Empty);

    [Test]
    public void A_member_who_joins_and_is_renamed_is_shown_to_join_under_the_new_name() =>
        Assert.That(_room.Shows("join % lobby guest", "rename % lobby carol guest"), Is.EqualTo("14:05 -- carol joined\n"));

    [Test]
    public void Any_joins_and_leaves_are_shown_as_the_difference_they_made() => Fuzz.Each(
        Samples.Number(0, 2).ArrayOf(),
        moves =>
        {
            bool[] before = [true, false, false];
            var here = before.ToArray();
            var room = new TerminalRoom();
            foreach (var name in moves)
            {
                here[name] = !here[name];
                room.Hears($"{(here[name] ? "join" : "leave")} % lobby n{name}");
            }

            var shown = room.Shows();
            for (var name = 0; name < here.Length; name++)
            {
                Assert.That(shown.Contains($"n{name}", StringComparison.Ordinal), Is.EqualTo(here[name] != before[name]));
            }

            Assert.That(shown.Contains("left", StringComparison.Ordinal), Is.EqualTo(!here[0]));
            Assert.That(shown.Contains("joined", StringComparison.Ordinal), Is.EqualTo(here[1] || here[2]));
        });

    [Test]
    public void Joins_are_held_back_for_a_second_unless_another_line_is_shown()
    {
        _room.Hears("join % lobby bob");
        Assert.That(_room.Transcript.Take().Lines, Is.Empty);
        Assert.That(_room.Transcript.Due, Is.EqualTo(ArrivalSummary.HoldTime));
        _room.Time.Advance(ArrivalSummary.HoldTime / 2);
        _room.Hears("join % lobby carol");
        Assert.That(_room.Transcript.Due, Is.EqualTo(ArrivalSummary.HoldTime / 2));
        _room.Time.Advance(ArrivalSummary.HoldTime / 2);
        Assert.That(_room.Transcript.Take().Lines, Is.EqualTo("14:05 -- bob and carol joined\n"));
        Assert.That(_room.Transcript.Due, Is.Null);

        _room.Hears("join % lobby dan", "message % lobby dan hi");
        Assert.That(_room.Transcript.Take().Lines, Is.EqualTo("14:05 -- dan joined\n14:05 dan: hi\n"));
    }

    [Test]
    public void The_most_that_are_held_back_are_shown_at_once()
    {
        _room.Hears([.. Enumerable.Range(1, ArrivalSummary.MaxHeld).Select(number => $"rename % lobby b{number} a{number}")]);
        Assert.That(_room.Transcript.Due, Is.EqualTo(TimeSpan.Zero));
        Assert.That(_room.Transcript.Take().Lines, Does.EndWith($"and {ArrivalSummary.MaxHeld - 2} other new names\n"));
    }

    [Test]
    public void In_a_large_room_only_recent_speakers_are_shown_to_join_and_leave()
    {
        var room = new TerminalRoom(members: KnownPeople.FewMembers + 10);
        Assert.That(room.Shows("join % lobby bob", "leave % lobby bob", "rename % lobby carl carol"), Is.Empty);
        room.Shows("message % lobby bob hi");
        Assert.That(room.Shows("leave % lobby bob", "leave % lobby dan"), Is.EqualTo("14:05 -- bob left\n"));
        Assert.That(room.Shows("join % lobby BOB"), Is.EqualTo("14:05 -- BOB joined\n"));
        Assert.That(room.Shows("rename % lobby rob bob", "leave % lobby rob"), Is.EqualTo("14:05 -- rob left; bob is now rob\n"));
        room.Time.Advance(KnownPeople.RecentTime + TimeSpan.FromMilliseconds(1));
        Assert.That(room.Shows("join % lobby rob"), Is.Empty, "the last line was long ago");
    }

    [Test]
    public void Joins_and_leaves_change_the_number_of_members()
    {
        var room = new TerminalRoom(members: KnownPeople.FewMembers);
        room.Shows("join % lobby alice");
        Assert.That(room.Transcript.KnownPeople.AreMany, Is.False, "the reader was counted before");
        Assert.That(room.Shows("join % lobby bob"), Is.Not.Empty);
        Assert.That(room.Shows("join % lobby carol"), Is.Empty);
        room.Shows("leave % lobby carol");
        room.Shows("leave % lobby bob");
        Assert.That(room.Shows("join % lobby dan"), Is.Not.Empty);
    }

    [Test]
    public void The_readers_own_joins_and_leaves_are_not_shown() => Assert.That(
        _room.Shows("join % lobby alice", "leave % lobby alice", "rename % lobby lisa alice", "message % lobby bob Lisa?"),
        Is.EqualTo("14:05 -- You are lisa now\n14:05 bob: Lisa?\n"));

    [Test]
    public void A_rename_of_the_readers_name_in_the_history_changes_nothing()
    {
        _room.ShowsReplay("rename % lobby lisa alice");
        Assert.That(_room.Transcript.Self, Is.EqualTo("alice"));
    }

    [Test]
    public void The_server_is_asked_on_joining_and_after_a_gap_but_not_for_the_members_of_a_large_room()
    {
        Question[] all = [Question.Members, Question.Commands, Question.Rooms];
        Assert.That(_room.Introduction.Questions, Is.EqualTo(all));
        Assert.That(_room.Transcript.Take().Questions, Is.Empty);
        _room.Hears(new ServerLine { Kind = ServerLineKind.Connected });
        Assert.That(_room.Transcript.Take().Questions, Is.EqualTo(all));
        Assert.That(new TerminalRoom(members: Questions.MaxMembers + 1).Introduction.Questions, Is.EqualTo(all[1..]));
    }
}
