using ChatRoom.Client.Terminal.Reading;
using ChatRoom.Client.Terminal.Sending;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Terminal.Sending;

internal sealed class CompleterTests
{
    private readonly ReadRoom _room = new();
    private readonly Completer _completer;

    public CompleterTests() => _completer = new Completer(_room.Transcript);

    [Test]
    public void Names_come_by_who_spoke_last_and_ones_own_at_the_end()
    {
        _room.Shows("join % lobby zoe", "join % lobby anna", "message % lobby bob 1", "message % lobby carol 2", "message % lobby alice 3", "action % lobby Bob 4");
        Assert.That(Words(""), Is.EqualTo(new[] { "Bob: ", "carol: ", "anna: ", "zoe: ", "alice: " }));
        Assert.That(Words("a"), Is.EqualTo(new[] { "anna: ", "alice: " }));
        Assert.That(Words("hi "), Is.EqualTo(new[] { "Bob ", "carol ", "anna ", "zoe ", "alice " }));
    }

    [TestCase("B", 0, "bob: ")]
    [TestCase("x", 0, null)]
    [TestCase("hi bo", 3, "bob ")]
    [TestCase("hi @bO", 4, "bob ")]
    [TestCase("@b", 1, "bob ")]
    [TestCase("first\nb", 6, "bob: ")]
    [TestCase("first line\nfor b", 15, "bob ")]
    [TestCase("/h", 0, "/help ")]
    [TestCase("/BE", 0, "/bell ")]
    [TestCase("/join d", 6, "dev ")]
    [TestCase("/join l", 6, null)]
    [TestCase("/bell m", 6, "mention ")]
    [TestCase("/bell off m", 10, null)]
    [TestCase("/msg b", 5, "bob ")]
    [TestCase("/me greets b", 11, "bob ")]
    [TestCase("/ignore b", 8, "bob ")]
    [TestCase("/unignore ", 10, "mallory ")]
    [TestCase("x\n/h", 2, null)]
    public void The_word_before_the_cursor_is_completed_by_where_it_stands(string before, int start, string? first)
    {
        _room.Shows("message % lobby bob hi", "notice @ dev               3 here  topic");
        _room.Transcript.IgnoreList.Add("mallory");
        var completions = _completer.Complete(before);
        Assert.That(completions.Words.Count > 0 ? completions.Words[0] : null, Is.EqualTo(first));
        Assert.That(completions.Start, Is.EqualTo(start));
    }

    [Test]
    public void The_commands_of_the_client_and_of_the_server_stand_side_by_side_and_more_are_learnt_from_help()
    {
        _room.Shows("notice @ /kick NAME       sends somebody away");
        Assert.That(Words("/"), Is.EqualTo(new[]
        {
            "/bell ", "/clear ", "/help ", "/history ", "/ignore ", "/join ", "/kick ", "/me ", "/msg ", "/nick ", "/quit ", "/rooms ", "/topic ", "/unignore ", "/who ",
        }));
    }

    [Test]
    public void Rooms_are_those_that_one_was_in_and_that_were_listed()
    {
        _room.Shows("notice @ dev               3 here  topic", "notice @ 3 here: alice bob", "welcome ops alice 5 @ 1");
        Assert.That(Words("/join "), Is.EqualTo(new[] { "dev ", "lobby " }));
    }

    [Test]
    public void Who_left_is_no_longer_offered_and_who_is_called_otherwise_is_offered_as_that()
    {
        _room.Shows("message % lobby bob 1", "message % lobby carol 2", "message % lobby dan 3", "leave % lobby carol", "rename % lobby rob bob");
        Assert.That(Words(""), Is.EqualTo(new[] { "dan: ", "rob: " }));
        _room.Shows("join % lobby carol");
        Assert.That(Words(""), Is.EqualTo(new[] { "dan: ", "carol: ", "rob: " }));
    }

    [Test]
    public void Those_who_are_here_are_known_once_the_server_has_told_and_those_who_are_not_as_well()
    {
        _room.ShowsOfBefore("message % lobby gone 1", "message % lobby bob 2");
        _room.Shows("message % lobby dan 3", "present lobby alice person @", "present lobby bob person @", "present lobby eve bot @", "total lobby 3");
        Assert.That(Words(""), Is.EqualTo(new[] { "bob: ", "eve: ", "alice: " }));
        Assert.That(_room.Transcript.KnownPeople.Count, Is.EqualTo(3));
        _room.Shows("present dev carol person @", "total dev 1");
        Assert.That(_room.Transcript.KnownPeople.Count, Is.EqualTo(3), "that is another room");
    }

    [Test]
    public void Another_room_has_other_people()
    {
        _room.Shows("message % lobby bob 1", "welcome dev alice 5 @ 1");
        Assert.That(Words(""), Is.Empty);
    }

    [Test]
    public void Nobody_can_make_us_remember_names_without_end()
    {
        _room.Hears("message % lobby bob hi");
        _room.Hears([.. Enumerable.Range(0, KnownPeople.MostKnown + 1).Select(number => $"join % lobby n{number}")]);
        Assert.That(_room.Transcript.KnownPeople.Names, Has.Count.LessThanOrEqualTo(KnownPeople.MostKnown));
        Assert.That(Words("")[0], Is.EqualTo("bob: "), "who spoke is remembered");
    }

    [Test]
    public void Whatever_stands_before_the_cursor_a_completion_fits_behind_it() => Fuzz.Each(
        Samples.AnyString,
        before =>
        {
            var completions = _completer.Complete(before);
            Assert.That(completions.Start, Is.InRange(0, before.Length));
            Assert.That(completions.Words, Has.All.StartsWith(before[completions.Start..]).IgnoreCase);
        });

    private IReadOnlyList<string> Words(string before) => _completer.Complete(before).Words;
}
