using ChatRoom.Client.Terminal.Reading;
using ChatRoom.Client.Terminal.Sending;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Terminal.Sending;

internal sealed class CompleterTests
{
    private readonly TerminalRoom _room = new();
    private readonly Completer _completer;

    public CompleterTests() => _completer = new Completer(_room.Transcript);

    [Test]
    public void The_last_speaker_comes_first_and_the_users_own_name_last()
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
    public void The_completions_depend_on_the_position_of_the_word(string before, int start, string? first)
    {
        _room.Shows("message % lobby bob hi", "notice @ dev               3 here  topic");
        _room.Transcript.IgnoreList.Add("mallory");
        var completions = _completer.Complete(before);
        Assert.That(completions.Words.Count > 0 ? completions.Words[0] : null, Is.EqualTo(first));
        Assert.That(completions.Start, Is.EqualTo(start));
    }

    [Test]
    public void Commands_of_the_client_and_the_server_are_completed_and_help_adds_more()
    {
        _room.Shows("notice @ /kick NAME       sends somebody away");
        Assert.That(Words("/"), Is.EqualTo(new[]
        {
            "/bell ", "/clear ", "/help ", "/history ", "/ignore ", "/join ", "/kick ", "/me ", "/msg ", "/nick ", "/quit ", "/rooms ", "/topic ", "/unignore ", "/who ",
        }));
    }

    [Test]
    public void Rooms_that_were_visited_or_listed_are_completed()
    {
        _room.Shows("notice @ dev               3 here  topic", "notice @ 3 here: alice bob", "welcome ops alice 5 @ 1");
        Assert.That(Words("/join "), Is.EqualTo(new[] { "dev ", "lobby " }));
    }

    [Test]
    public void A_member_who_left_is_not_offered_and_a_renamed_one_has_the_new_name()
    {
        _room.Shows("message % lobby bob 1", "message % lobby carol 2", "message % lobby dan 3", "leave % lobby carol", "rename % lobby rob bob");
        Assert.That(Words(""), Is.EqualTo(new[] { "dan: ", "rob: " }));
        _room.Shows("join % lobby carol");
        Assert.That(Words(""), Is.EqualTo(new[] { "dan: ", "carol: ", "rob: " }));
    }

    [Test]
    public void A_list_from_the_server_settles_who_is_a_member()
    {
        _room.ShowsReplay("message % lobby gone 1", "message % lobby bob 2");
        _room.Shows("message % lobby dan 3", "present lobby alice person @", "present lobby bob person @", "present lobby eve bot @", "total lobby 3");
        Assert.That(Words(""), Is.EqualTo(new[] { "bob: ", "eve: ", "alice: " }));
        Assert.That(_room.Transcript.KnownPeople.Count, Is.EqualTo(3));
        _room.Shows("present dev carol person @", "total dev 1");
        Assert.That(_room.Transcript.KnownPeople.Count, Is.EqualTo(3), "that list is of another room");
    }

    [Test]
    public void Another_room_has_other_members()
    {
        _room.Shows("message % lobby bob 1", "welcome dev alice 5 @ 1");
        Assert.That(Words(""), Is.Empty);
    }

    [Test]
    public void The_number_of_known_names_is_limited()
    {
        _room.Hears("message % lobby bob hi");
        _room.Hears([.. Enumerable.Range(0, KnownPeople.MaxKnown + 1).Select(number => $"join % lobby n{number}")]);
        Assert.That(_room.Transcript.KnownPeople.Names, Has.Count.LessThanOrEqualTo(KnownPeople.MaxKnown));
        Assert.That(Words("")[0], Is.EqualTo("bob: "), "a speaker is kept");
    }

    [Test]
    public void Every_completion_begins_with_the_word_before_the_caret() => Fuzz.Each(
        Samples.AnyString,
        before =>
        {
            var completions = _completer.Complete(before);
            Assert.That(completions.Start, Is.InRange(0, before.Length));
            Assert.That(completions.Words, Has.All.StartsWith(before[completions.Start..]).IgnoreCase);
        });

    private IReadOnlyList<string> Words(string before) => _completer.Complete(before).Words;
}
