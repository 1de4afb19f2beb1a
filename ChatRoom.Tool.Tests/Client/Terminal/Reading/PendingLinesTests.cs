using ChatRoom.Client.Terminal.Reading;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Terminal.Reading;

/// <summary>Submitted lines until they come back.</summary>
internal sealed class PendingLinesTests
{
    private readonly TerminalRoom _room = new();
    private long _label;

    private PendingLines PendingLines => _room.Transcript.PendingLines;

    [Test]
    public void A_line_is_pending_until_the_room_shows_it()
    {
        Say("one", "two", "/me waves", "/msg bob  psst", "//three");
        Assert.That(PendingLines.Rows, Is.EqualTo(new[] { "(sending) one", "(sending) two", "(sending) /me waves", "(sending) /msg bob  psst", "(sending) //three" }));

        _room.Shows("message % lobby bob one", "message % lobby alice one");
        Assert.That(PendingLines.Typed, Is.EqualTo(new[] { "two", "/me waves", "/msg bob  psst", "//three" }));
        _room.Shows("action % lobby alice waves", "private @ lobby alice bob psst", "message % lobby alice /three");
        Assert.That(PendingLines.Typed, Is.EqualTo(new[] { "two" }));
    }

    [Test]
    public void The_same_line_said_twice_has_to_come_back_twice()
    {
        Say("same", "same");
        _room.Shows("message % lobby alice same");
        Assert.That(PendingLines.Typed, Is.EqualTo(new[] { "same" }));
    }

    [Test]
    public void A_line_of_the_history_does_not_confirm_a_pending_one()
    {
        Say("hello");
        _room.ShowsReplay("message % lobby alice hello");
        Assert.That(PendingLines.Typed, Is.EqualTo(new[] { "hello" }));
    }

    [Test]
    public void A_line_that_the_server_has_accepted_or_refused_is_no_longer_pending()
    {
        Say("one", "/nick lisa", "two");
        PendingLines.Acknowledge(2);
        Assert.That(PendingLines.Typed, Is.EqualTo(new[] { "two" }));
    }

    [Test]
    public void A_command_is_shown_only_if_it_takes_long()
    {
        Say("/nick lisa");
        Assert.That(PendingLines.Rows, Is.Empty);
        Assert.That(_room.Transcript.Due, Is.EqualTo(PendingLines.CommandDelay));
        _room.Time.Advance(PendingLines.CommandDelay);
        Assert.That(PendingLines.Rows, Is.EqualTo(new[] { "(sending) /nick lisa" }));
        Assert.That(_room.Transcript.Due, Is.Null);
    }

    [Test]
    public void Several_lines_are_one_row_until_the_last_of_them_comes_back()
    {
        Say("one\ntwo\nthree", "four");
        Assert.That(PendingLines.Rows, Is.EqualTo(new[] { "(sending) one (and 2 more lines)", "(sending) four" }));
        _room.Shows("message % lobby alice one", "message % lobby alice two");
        PendingLines.Acknowledge(2);
        Assert.That(PendingLines.Rows, Has.Count.EqualTo(2));
        _room.Shows("message % lobby alice three");
        Assert.That(PendingLines.Typed, Is.EqualTo(new[] { "four" }));
    }

    [Test]
    public void A_refused_line_is_shown_with_the_reason_and_comes_back_for_editing()
    {
        Say("one", "/nick bob", "two");
        _room.Hears("error name-taken 2 The name bob is taken; choose another.");
        var screenUpdate = _room.Transcript.Take();
        Assert.That(screenUpdate.Lines, Is.EqualTo("14:05 ! The name bob is taken; choose another.\n"));
        Assert.That(screenUpdate.GivenBack, Is.EqualTo(new[] { "/nick bob" }));
        Assert.That(PendingLines.Typed, Is.EqualTo(new[] { "one", "two" }));
        Assert.That(_room.Transcript.Take().GivenBack, Is.Empty);
    }

    [Test]
    public void A_password_is_neither_shown_again_nor_given_back()
    {
        Say("/op sesame", "/OP sesame", "/opera");
        _room.Time.Advance(PendingLines.CommandDelay);
        Assert.That(PendingLines.Rows, Is.EqualTo(new[] { "(sending) a password", "(sending) a password", "(sending) /opera" }));
        Assert.That(PendingLines.Typed, Is.EqualTo(new[] { "/opera" }), "it is not reported on leaving");
        _room.Hears("error wrong-password 1 That is not the operators' password.", "refused bad-line 2 3 No.");
        Assert.That(_room.Transcript.Take().GivenBack, Is.EqualTo(new[] { "/opera" }));
        Assert.That(PendingLines.Rows, Is.Empty);
    }

    [Test]
    public void Lines_that_are_refused_together_come_back_in_their_order_and_once()
    {
        Say("one\ntwo", "three", "four");
        _room.Hears("refused not-written 2 3 The disk is full.", "error not-written 1 The disk is full.");
        Assert.That(_room.Transcript.Take().GivenBack, Is.EqualTo(new[] { "one\ntwo", "three" }));
        Assert.That(PendingLines.Typed, Is.EqualTo(new[] { "four" }));
    }

    [Test]
    public void An_error_without_a_line_gives_nothing_back()
    {
        Say("one");
        _room.Hears("error not-joined 0 Join a room.");
        Assert.That(_room.Transcript.Take().GivenBack, Is.Empty);
        Assert.That(PendingLines.Typed, Has.Count.EqualTo(1));
    }

    private void Say(params string[] typed)
    {
        foreach (var text in typed)
        {
            var submission = Submission.Of(text);
            PendingLines.Add(_label + 1, submission);
            _label += submission.Lines.Count;
        }
    }
}
