using ChatRoom.Client.Connecting;
using ChatRoom.Client.Terminal.Asking;
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
        _room.Shows("message % lobby bob hi", "room dev 3 topic", "rooms 1");
        _room.Transcript.IgnoreList.Add("mallory");
        var completions = _completer.Complete(before);
        Assert.That(completions.Words.Count > 0 ? completions.Words[0] : null, Is.EqualTo(first));
        Assert.That(completions.Start, Is.EqualTo(start));
    }

    [Test]
    public void A_server_that_lists_no_commands_has_those_of_every_server()
    {
        _room.Shows("notice @ /kick NAME       sends somebody away", "notice @ dev               3 here  topic");
        Assert.That(Words("/"), Is.EqualTo(new[]
        {
            "/bell ", "/clear ", "/help ", "/history ", "/ignore ", "/join ", "/me ", "/msg ", "/nick ", "/quit ", "/rooms ", "/topic ", "/unignore ", "/who ",
        }));
        Assert.That(Words("/join "), Is.Empty);
    }

    [Test]
    public void Listed_commands_are_completed_beside_those_of_the_client_when_the_list_is_complete()
    {
        _room.Shows("usage kick /kick NAME [REASON]", "usage who /who", "usage not.one no letters alone");
        Assert.That(Words("/k"), Is.Empty);
        _room.Shows("commands 3");
        Assert.That(Words("/"), Is.EqualTo(new[] { "/bell ", "/clear ", "/help ", "/ignore ", "/kick ", "/quit ", "/unignore ", "/who " }));
        _room.Shows("usage who /who", "commands 1");
        Assert.That(Words("/k"), Is.Empty, "the reader is no operator any more");
    }

    [Test]
    public void Rooms_that_were_visited_or_listed_are_completed()
    {
        _room.Shows("room dev 3 topic", "room ops 1 ", "room not/one 1 ", "rooms 3", "welcome ops alice 5 @ 1");
        Assert.That(Words("/join "), Is.EqualTo(new[] { "dev ", "lobby " }));
        _room.Shows("room new 1 ", "rooms 1", "welcome lobby alice 5 @ 1");
        Assert.That(Words("/join "), Is.EqualTo(new[] { "new ", "ops " }));
    }

    [Test]
    public void The_completion_of_a_room_asks_for_the_rooms_again()
    {
        Words("/join");
        Words("/nick ");
        Assert.That(_room.Transcript.Take().Questions, Is.Empty);
        Words("/join ");
        Words("/JOIN d");
        Assert.That(_room.Transcript.Take().Questions, Is.EqualTo(new[] { Question.Rooms }));
    }

    [Test]
    public void The_number_of_known_words_is_limited()
    {
        _room.Hears([.. Enumerable.Range(0, KnownWords.MaxWords + 100).Select(number => $"room r{number} 1 "), "rooms 300"]);
        Assert.That(_room.Transcript.KnownWords.Rooms.Count(), Is.EqualTo(KnownWords.MaxWords + 1));
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
