using ChatRoom.Client.Terminal.Reading;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Terminal.Reading;

internal sealed class MentionTests
{
    private readonly TerminalRoom _room = new();

    [TestCase("alice", true)]
    [TestCase("ALICE: look", true)]
    [TestCase("thanks alice.", true)]
    [TestCase("(alice) @alice,", true)]
    [TestCase("[alice] -alice-", true)]
    [TestCase("こんにちはaliceさん", true)]
    [TestCase("malice alice", true)]
    [TestCase("malice", false)]
    [TestCase("alice_2", false)]
    [TestCase("alice-smith", false)]
    [TestCase("alice.smith", false)]
    [TestCase("mad.alice", false)]
    [TestCase("alices", false)]
    [TestCase("ali ce", false)]
    [TestCase("", false)]
    public void A_mention_is_the_name_as_a_word_of_its_own(string text, bool isMention) =>
        Assert.That(Mention.IsIn(text, "alice"), Is.EqualTo(isMention));

    [TestCase("[x]", "so [x] it is", true)]
    [TestCase("[x]", "a[x]", false)]
    [TestCase("x", "xx x", true)]
    [TestCase("", "anything", false)]
    public void Every_name_can_be_mentioned(string name, string text, bool isMention) =>
        Assert.That(Mention.IsIn(text, name), Is.EqualTo(isMention));

    [TestCase("message % lobby bob hi alice", BellMode.Mention, true)]
    [TestCase("action % lobby bob greets Alice", BellMode.Mention, true)]
    [TestCase("private @ lobby bob alice psst", BellMode.Mention, true)]
    [TestCase("message % lobby bob hi", BellMode.Mention, false)]
    [TestCase("message % lobby bob hi", BellMode.All, true)]
    [TestCase("message % lobby bob hi alice", BellMode.Off, false)]
    [TestCase("private @ lobby bob alice psst", BellMode.Off, false)]
    [TestCase("message % lobby alice I am alice", BellMode.All, false)]
    [TestCase("private @ lobby alice bob psst", BellMode.All, false)]
    [TestCase("topic % lobby bob alice", BellMode.All, false)]
    [TestCase("join % lobby bob", BellMode.All, false)]
    public void The_bell_rings_by_its_mode(string line, BellMode mode, bool rings)
    {
        _room.Transcript.Bell.Mode = mode;
        _room.Hears(line);
        Assert.That(_room.Transcript.Take().RingsBell, Is.EqualTo(rings));
    }

    [Test]
    public void The_bell_rings_once_for_lines_that_arrive_together_and_at_most_once_a_second()
    {
        _room.Hears("message % lobby bob alice!", "message % lobby bob alice!!");
        Assert.That(_room.Transcript.Take().RingsBell);
        Assert.That(_room.Transcript.Take().RingsBell, Is.False);
        _room.Hears("message % lobby bob alice!!!");
        Assert.That(_room.Transcript.Take().RingsBell, Is.False);
        _room.Time.Advance(Bell.MinInterval);
        _room.Hears("message % lobby bob alice!!!!");
        Assert.That(_room.Transcript.Take().RingsBell);
    }

    [Test]
    public void A_line_of_the_history_rings_no_bell()
    {
        _room.ShowsReplay("message % lobby bob where is alice?");
        Assert.That(_room.Transcript.Bell.Take(), Is.False);
    }

    [Test]
    public void An_ignored_member_who_is_renamed_stays_ignored_until_they_leave()
    {
        var ignoreList = _room.Transcript.IgnoreList;
        ignoreList.Add("bob");
        _room.Shows("rename % lobby Rob Bob", "rename % lobby robert rob");
        Assert.That(ignoreList.Names, Is.EqualTo(new[] { "bob", "robert" }));
        _room.Shows("leave % lobby robert");
        Assert.That(ignoreList.Names, Is.EqualTo(new[] { "bob" }));
        _room.Shows("rename % lobby rob bob", "rename % lobby bob rob");
        Assert.That(ignoreList.Names, Is.EqualTo(new[] { "bob" }));
        _room.Shows("rename % lobby rob bob", "welcome dev alice 5 @ 3");
        Assert.That(ignoreList.Names, Is.EqualTo(new[] { "bob" }));
        _room.Shows("rename % lobby rob bob");
        Assert.That(ignoreList.Remove("ROB"));
        Assert.That(ignoreList.Names, Is.Empty);
        Assert.That(ignoreList.Remove("bob"), Is.False);
    }

    [Test]
    public void Nothing_is_shown_of_an_ignored_member_even_under_another_name()
    {
        _room.Transcript.IgnoreList.Add("Bob");
        Assert.That(
            _room.Shows(
                "join % lobby bob", "message % lobby bob alice", "private @ lobby bob alice psst", "action % lobby bob x", "rename % lobby rob bob",
                "message % lobby rob alice", "topic % lobby rob tea", "message % lobby carol hi", "private @ lobby alice bob no"),
            Is.EqualTo("14:05 -- rob set the topic: tea\n14:05 carol: hi\n14:05 (private) you -> bob: no\n"));
        Assert.That(_room.Transcript.Bell.Take(), Is.False);
        Assert.That(_room.ShowsReplay("message % lobby rob alice"), Is.Empty);
        _room.Transcript.IgnoreList.Remove("ROB");
        Assert.That(_room.Shows("message % lobby rob hi"), Is.EqualTo("14:05 rob: hi\n"));
    }
}
