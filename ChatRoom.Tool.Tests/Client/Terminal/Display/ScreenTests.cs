using ChatRoom.Client.Terminal.Display;
using ChatRoom.Tests.Support.Terminal;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Terminal.Display;

/// <summary>The screen as a person sees it: ▮ is the cursor, before the character that it is on.</summary>
internal sealed class ScreenTests
{
    private static readonly string[] Numbers = [.. Enumerable.Range(1, 30).Select(number => $"{number}")];

    [Test]
    public void Lines_that_arrive_are_above_the_typed_text()
    {
        var person = new TypingPerson(20, 6).Types("half a<Left>");
        Assert.That(person.Shown, Is.EqualTo("> half ▮a"));
        person.Hears("bob: hi\ncarol: ho\n").Types(" li");
        Assert.That(person.Shown, Is.EqualTo(
            """
            bob: hi
            carol: ho
            > half  li▮a
            """));
    }

    [Test]
    public void Lines_scroll_off_the_screen_and_the_prompt_stays_at_the_bottom()
    {
        var person = new TypingPerson(20, 4).Types("typed");
        foreach (var number in Numbers)
        {
            person.Hears($"{number}\n");
        }

        Assert.That(person.Shown, Is.EqualTo("28\n29\n30\n> typed▮"));
        Assert.That(person.Terminal.All, Is.EqualTo((string[])[.. Numbers, "> typed"]));
    }

    [Test]
    public void A_line_that_is_longer_than_a_row_is_wrapped_by_the_terminal()
    {
        var person = new TypingPerson(20, 6).Hears("bob: a line that is longer than a row\n").Types("x");
        Assert.That(person.Shown, Is.EqualTo("bob: a line that is\nlonger than a row\n> x▮"));
        Assert.That(person.Resizes(40, 6).Shown, Is.EqualTo("bob: a line that is longer than a row\n> x▮"));
    }

    [Test]
    public void An_input_that_is_longer_than_a_row_wraps_and_the_last_column_stays_free()
    {
        var person = new TypingPerson(20, 6).Hears("bob: hi\n").Types("abcdefghijklmnopq");
        Assert.That(person.Shown, Is.EqualTo("bob: hi\n> abcdefghijklmnopq▮"));
        Assert.That(person.Types("r").Shown, Is.EqualTo("bob: hi\n> abcdefghijklmnopq\n  r▮"));
        Assert.That(person.Types("<Backspace>").Shown, Is.EqualTo("bob: hi\n> abcdefghijklmnopq▮"));
        Assert.That(person.Types("rs<Left><Left>").Shown, Is.EqualTo("bob: hi\n> abcdefghijklmnopq\n  ▮rs"));
        Assert.That(person.Types("<Left>X").Shown, Is.EqualTo("bob: hi\n> abcdefghijklmnopX\n  ▮qrs"));
        Assert.That(person.Types("<C-u>").Hears("carol: ho\n").Shown, Is.EqualTo("bob: hi\ncarol: ho\n> ▮qrs"));
    }

    [Test]
    public void Wide_characters_are_never_cut()
    {
        var person = new TypingPerson(10, 6).Types("日本語日本語日");
        Assert.That(person.Shown, Is.EqualTo("> 日本語\n  日本語\n  日▮"));
        Assert.That(person.Types("<C-a><Right>🎉").Shown, Is.EqualTo("> 日🎉▮本\n  語日本\n  語日"));
    }

    [Test]
    public void Characters_of_several_code_points_are_one([Values] bool joins)
    {
        var person = new TypingPerson(20, 6, joins: joins).Types("👨‍👩‍👧|👍🏽|🇩🇪|1️⃣|e\u0301|❤️|");
        Assert.That(person.Terminal.CursorColumn, Is.EqualTo(2 + 5 * 2 + 1 + 6));
        person.Types("<Home><Right>");
        Assert.That(person.Terminal.CursorColumn, Is.EqualTo(4));
        if (joins)
        {
            Assert.That(person.Shown, Is.EqualTo("> 👨‍👩‍👧▮|👍🏽|🇩🇪|1️⃣|e\u0301|❤️|"));
        }
    }

    [Test]
    public void A_character_with_more_columns_than_expected_does_not_wrap_the_row()
    {
        var person = new TypingPerson(12, 5, joins: false).Hears("bob: hi\n").Types("abcdefg👨‍👩‍👧‍👦👨‍👩‍👧‍👦x").Hears("carol: ho\n");
        Assert.That(person.Shown, Does.StartWith("bob: hi\ncarol: ho\n> abcdefg").And.EndsWith("x▮"));
        Assert.That(person.Terminal.CursorRow, Is.EqualTo(3));
    }

    [Test]
    public void Lines_of_a_paste_are_marked()
    {
        var person = new TypingPerson(20, 10).Hears("bob: hi\n").Types("see: <Paste:one\\ntwo, which is longer than a row\\n\\nthree>");
        Assert.That(person.Shown, Is.EqualTo(
            """
            bob: hi
            > see: one
            | two, which is lon
              ger than a row
            |
            | three▮
            """));
    }

    [Test]
    public void An_input_that_is_too_long_for_the_screen_is_shown_around_the_caret()
    {
        var person = new TypingPerson(20, 6).Hears("bob: hi\n").Types($"<Paste:{string.Join("\\n", Numbers.Take(9))}>");
        Assert.That(person.Shown, Is.EqualTo("bob: hi\n^ 7\n| 8\n| 9▮"));
        Assert.That(person.Types("<Up><Up>").Shown, Is.EqualTo("bob: hi\n^ 7▮\n| 8\n| 9"));
        Assert.That(person.Types("<Up>").Shown, Is.EqualTo("bob: hi\n^ 6▮\n| 7\nv 8"));
        Assert.That(person.Types("<C-Home>").Shown, Is.EqualTo("bob: hi\n> ▮1\n| 2\nv 3"));
        Assert.That(person.Types("<Down><Down><Down>").Shown, Is.EqualTo("bob: hi\n^ 2\n| 3\nv ▮4"));
        Assert.That(person.Types("<C-c>").Shown, Is.EqualTo("bob: hi\n> ▮"));
    }

    [Test]
    public void A_window_of_one_row_marks_both_ends()
    {
        var person = new TypingPerson(20, 2).Hears("bob: hi\n").Types("<Paste:one\\ntwo\\nthree><Up>");
        Assert.That(person.Shown, Is.EqualTo("bob: hi\n^vtwo▮"));
    }

    [Test]
    public void Pending_lines_are_dim_rows_above_the_input()
    {
        var person = new TypingPerson(20, 9).Hears("bob: hi\n").Types("next").HasPending("a line that is longer than a row", "two\nlines");
        Assert.That(person.Shown, Is.EqualTo("bob: hi\na line that is lon…\ntwo…\n> next▮"));
        Assert.That(person.Terminal.DimAt(1), Is.EqualTo("a line that is lon…"));
        Assert.That(person.Terminal.DimAt(3), Is.Empty);
        Assert.That(person.HasPending("1", "2", "3").Shown, Is.EqualTo("bob: hi\n1\n2\n3\n> next▮"));
        Assert.That(person.HasPending("1", "2", "3", "4").Shown, Is.EqualTo("bob: hi\n1\n2\n... and 2 more\n> next▮"));
        Assert.That(person.Hears("alice: 1\n").HasPending("2").Shown, Is.EqualTo("bob: hi\nalice: 1\n2\n> next▮"));
        Assert.That(person.HasPending().Shown, Is.EqualTo("bob: hi\nalice: 1\n> next▮"));
    }

    [Test]
    public void A_hint_is_between_the_pending_lines_and_the_input()
    {
        var person = new TypingPerson(40, 9).HasPending("pending").HasHint("Press Ctrl-C again to leave");
        Assert.That(person.Shown, Is.EqualTo("pending\nPress Ctrl-C again to leave\n> ▮"));
        Assert.That(person.HasHint("").Shown, Is.EqualTo("pending\n> ▮"));
    }

    [Test]
    public void On_a_low_screen_the_input_comes_first_and_a_row_of_the_conversation_stays()
    {
        var person = new TypingPerson(20, 3).Hears("bob: hi\n").HasPending("1", "2").HasHint("hint");
        Assert.That(person.Shown, Is.EqualTo("bob: hi\nhint\n> ▮"));
        Assert.That(person.HasHint("").Shown, Is.EqualTo("bob: hi\n... and 2 more\n> ▮"));
        Assert.That(new TypingPerson(20, 1).Hears("bob: hi\n").HasPending("1").Types("x").Shown, Is.EqualTo("> x▮"));
    }

    [Test]
    public void After_a_resize_everything_is_there_once()
    {
        var person = new TypingPerson(40, 12).Hears(string.Concat(Numbers.Select(number => $"{number}\n")));
        person.Hears("carol: a line that takes most of the row\n").HasPending("what is pending and not short");
        person.Types("typed: 日本語🎉👍🏽 and more than will fit in a row<C-Left>");
        string[] wide =
        [
            .. Numbers, "carol: a line that takes most of the row", "what is pending and not short",
            "> typed: 日本語🎉👍🏽 and more than will", "  fit in a row",
        ];
        Assert.That(person.Terminal.All, Is.EqualTo(wide));
        Assert.That(person.Resizes(20, 12).Terminal.All, Is.EqualTo((string[])
        [
            .. Numbers, "carol: a line that t", "akes most of the row", "what is pending an…",
            "> typed: 日本語🎉👍🏽", "   and more than wi", "  ll fit in a row",
        ]));
        Assert.That(person.Shown, Does.EndWith("\n  ll fit in a ▮row"));
        Assert.That(person.Resizes(60, 12).Resizes(33, 7).Resizes(40, 20).Terminal.All, Is.EqualTo(wide));
        Assert.That(person.Shown, Does.EndWith("\n  fit in a ▮row"));
    }

    [Test]
    public void A_very_narrow_screen_is_still_usable()
    {
        var person = new TypingPerson(7, 8).Hears("bob: hi\n").Types("abcdefgh");
        Assert.That(person.Shown, Is.EqualTo("bob: hi\nabcdef\ngh▮"));
        person = new TypingPerson(2, 8).Types("ab日");
        Assert.That(person.Shown, Is.EqualTo("a\nb\n?▮"));
        Assert.That(new TypingPerson(1, 1).Types("ab").Editor.Text, Is.EqualTo("ab"));
    }

    [Test]
    public void Clear_moves_the_conversation_to_the_scrollback()
    {
        var person = new TypingPerson(20, 5).Hears("1\n2\n").HasPending("pending").Types("typed").Clears();
        Assert.That(person.Shown, Is.EqualTo("\n\n\npending\n> typed▮"));
        Assert.That(person.Terminal.All, Is.EqualTo(["1", "2", "", "", "", "pending", "> typed"]));
    }

    [Test]
    public void Leaving_ends_on_an_empty_row()
    {
        var person = new TypingPerson(20, 8).Hears("1\n").HasPending("pending").Types("typed<C-a>").Leaves();
        Assert.That(person.Shown, Is.EqualTo("1\n▮"));
    }

    [Test]
    public void After_a_stop_the_typed_text_is_there_again()
    {
        var person = new TypingPerson(20, 9).Hears("1\n").Types("typed").ComesBack("\r\n[1]+ Stopped\r\n$ fg\r\nchatroom\r\n");
        Assert.That(person.Shown, Is.EqualTo("1\n\n[1]+ Stopped\n$ fg\nchatroom\n> typed▮"));
    }

    [Test]
    public void Invisible_characters_have_a_visible_substitute()
    {
        Assert.That(new TypingPerson(20, 3).Types("\u0301").Types("a").Shown, Is.EqualTo("> ◌a▮"));
        var screen = Screen.For(TypingPerson.AllAbilities, 20, 3);
        screen.Show(new BottomContent { Text = "a\u0007\e[2J\ud800\u200B", Caret = 2 });
        Assert.That(screen.Render(), Does.Contain("> a\uFFFD\uFFFD[2J\uFFFD◌"));
    }

    [Test]
    public void On_a_terminal_with_only_ASCII_other_characters_are_shown_as_question_marks()
    {
        var person = new TypingPerson(20, 5, TypingPerson.AllAbilities with { IsUtf8 = false }).Hears("bob: grüße 👍🏽\n").HasPending("a line that is longer ü than");
        person.Types("日本e\u0301👨‍👩‍👧<Left>");
        Assert.That(person.Shown, Is.EqualTo("bob: gr??e ?\na line that is l...\n> ???▮?"));
        Assert.That(person.Editor.Text, Is.EqualTo("日本e\u0301👨‍👩‍👧"));
    }

    [Test]
    public void Nothing_is_written_if_nothing_changed_and_little_after_a_small_change()
    {
        var person = new TypingPerson(20, 5);
        person.Draw();
        Assert.That(person.Written, Is.Empty);
        Assert.That(person.Types("a").Written, Is.EqualTo("a"));
        Assert.That(person.Types("b").Written, Is.EqualTo("b"));
        Assert.That(person.Types("<Left>").Written, Is.EqualTo("\e[4G"));
        Assert.That(person.Types("<Left><Left>").Written, Is.Empty);
        Assert.That(person.Types("<Backspace>").Written, Is.Empty);
    }

    [Test]
    public void Without_styles_nothing_is_dimmed() =>
        Assert.That(new TypingPerson(20, 5, TypingPerson.AllAbilities with { HasStyles = false }).HasPending("pending").Written, Does.Not.Contain("m"));
}
