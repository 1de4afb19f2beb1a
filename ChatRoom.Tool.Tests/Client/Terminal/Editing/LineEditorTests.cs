using ChatRoom.Client.Terminal.Editing;
using ChatRoom.Client.Terminal.Keys;
using ChatRoom.Tests.Support.Terminal;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Terminal.Editing;

/// <summary>Texts after keys; a bar marks the caret.</summary>
internal sealed class LineEditorTests
{
    private readonly InputHistory _history = new();
    private readonly LineEditor _editor;
    private EditResult _last;

    public LineEditorTests() => _editor = new LineEditor(_history, Complete);

    [TestCase("hello", "hello|")]
    [TestCase("hello<Left><Left>XY", "helXY|lo")]
    [TestCase("ab<Left><Left><Left><Right>-", "a-|b")]
    [TestCase("hello<Home>a<End>b", "ahellob|")]
    [TestCase("hello<C-a>a<C-e>b", "ahellob|")]
    [TestCase("abc<C-b><C-b>x<C-f>y", "axby|c")]
    [TestCase("abc<Backspace><Backspace>", "a|")]
    [TestCase("abc<C-h>", "ab|")]
    [TestCase("abc<Home><Delete><C-d>", "|c")]
    [TestCase("<Backspace><Left><Delete><C-k><C-u><C-w><C-y><C-t><A-b><A-f><A-d>", "|")]
    [TestCase("abc<Insert><PageUp><PageDown><Escape><Unknown><C-x><A-x><C-A-a>", "abc|")]
    public void Characters_are_inserted_and_deleted_anywhere(string keys, string text) => Assert.That(After(keys), Is.EqualTo(text));

    [TestCase("one two, three<A-b><A-b>", "one |two, three")]
    [TestCase("one two, three<C-Left><A-Left><C-Left><C-Left>", "|one two, three")]
    [TestCase("one two, three<Home><A-f><C-Right>", "one two|, three")]
    [TestCase("one two, three<Home><A-Right><A-Right><A-Right><A-Right>", "one two, three|")]
    [TestCase("grüße dich_x<A-b><A-b>", "grüße |dich_x")]
    [TestCase("one two, three<A-Backspace><A-Backspace>", "one |")]
    [TestCase("one two, three<C-w><C-w>", "one |")]
    [TestCase("one two,  <C-w>", "one |")]
    [TestCase("one two<Home><A-d><A-d>", "|")]
    [TestCase("one two<Home><C-Delete>", "| two")]
    public void Words_are_moved_over_and_deleted(string keys, string text) => Assert.That(After(keys), Is.EqualTo(text));

    [TestCase("one two<A-b><C-k>", "one |")]
    [TestCase("one two<A-b><C-k><Home><C-y>", "two|one ")]
    [TestCase("one two<A-b><C-u><C-e><C-y>", "twoone |")]
    [TestCase("one two three<C-w><C-w><C-y>", "one two three|", Description = "cuts in a row come back as one")]
    [TestCase("one two three<Home><A-d><A-d><C-y>", "one two| three")]
    [TestCase("one two three<C-w><Left><C-w><C-y>", "one two| ")]
    [TestCase("one<C-w><C-y><C-y>", "oneone|")]
    [TestCase("one<C-w>two<C-c><C-y>", "two|", Description = "the text that Ctrl-C removed")]
    public void Ctrl_Y_inserts_the_text_that_was_cut(string keys, string text) => Assert.That(After(keys), Is.EqualTo(text));

    [TestCase("ab<C-t>", "ba|")]
    [TestCase("abc<Left><Left><C-t>", "ba|c")]
    [TestCase("a<C-t>", "a|")]
    [TestCase("a🎉<C-t>", "🎉a|")]
    public void Ctrl_T_swaps_two_characters(string keys, string text) => Assert.That(After(keys), Is.EqualTo(text));

    [TestCase("ae\u0301b<Left><Left>x", "ax|e\u0301b")]
    [TestCase("a👨‍👩‍👧b<Left><Backspace>", "a|b")]
    [TestCase("🇩🇪🇫🇷<Left>-", "🇩🇪-|🇫🇷")]
    [TestCase("👍🏽❤️1️⃣<Backspace><Backspace>", "👍🏽|")]
    [TestCase("日本語<Home><Right><Delete>", "日|語")]
    [TestCase("\u0301x<Home>e<Right>", "e\u0301|x", Description = "a typed letter may join the mark after it")]
    [TestCase("🇪🇫🇷<Home>🇩", "🇩|🇪🇫🇷", Description = "and the next key is inserted after the typed letter")]
    public void The_caret_moves_by_characters_as_a_person_sees_them(string keys, string text) => Assert.That(After(keys), Is.EqualTo(text));

    [TestCase("<Paste:one\\ntwo\\n\\nthree\\n>", "one\ntwo\n\nthree|")]
    [TestCase("ab<Left><Paste:one\\n>", "aone\n|b")]
    [TestCase("one<A-Enter>two", "one\ntwo|")]
    [TestCase("one<S-Enter>two", "one\ntwo|", Description = "as Kitty's keyboard protocol reports it")]
    [TestCase("<Paste:one\\ntwo><Home>x<End>y<C-Home>z<C-End>!", "zone\nxtwoy!|")]
    [TestCase("<Paste:one\\ntwo\\nthree><Up><Up>x<Down>y<Down>z", "onex\ntwoy\nthrez|e")]
    [TestCase("<Paste:long line\\n\\nlong line><Left><Up><Up>x", "long linx|e\n\nlong line", Description = "the column is kept")]
    [TestCase("<Paste:one\\ntwo><C-u><C-u><C-u>", "|")]
    [TestCase("<Paste:one\\ntwo><C-Home><C-k><C-k>", "|two")]
    [TestCase("x<Paste:\\n>", "x|")]
    public void An_input_may_have_several_lines(string keys, string text) => Assert.That(After(keys), Is.EqualTo(text));

    [Test]
    public void A_paste_turns_all_line_ends_into_line_breaks_and_drops_control_characters()
    {
        _editor.Handle(new Key(KeyKind.Paste, "a\r\nb\rc\t\e[31mred\e[0m\u0007\u200Fd\n\n"));
        Assert.That(Shown(), Is.EqualTo("a\nb\nc redd|"));
        _editor.Handle(new Key(KeyKind.Character, "\u0001\ud800"));
        Assert.That(_editor.Text, Is.EqualTo("a\nb\nc redd\uFFFD"));
    }

    [Test]
    public void A_paste_that_would_make_the_input_too_long_is_refused_as_a_whole()
    {
        After("hello");
        Assert.That(_editor.Handle(new Key(KeyKind.Paste, new string('x', TypedText.MaxLength - 4))).Kind, Is.EqualTo(EditResultKind.TooLong));
        Assert.That(_editor.Text, Is.EqualTo("hello"));
        Assert.That(_editor.Handle(new Key(KeyKind.Paste, new string('x', TypedText.MaxLength - 5))).Kind, Is.EqualTo(EditResultKind.Changed));
    }

    [TestCase("x<Enter>", EditResultKind.Submitted, "x")]
    [TestCase("<Paste:one\\ntwo><Up><Enter>", EditResultKind.Submitted, "one\ntwo")]
    [TestCase("<Enter>", EditResultKind.Nothing, "")]
    [TestCase("x<C-c>", EditResultKind.Changed, "")]
    [TestCase("<C-c>", EditResultKind.Interrupt, "")]
    [TestCase("x<Backspace><C-c>", EditResultKind.Interrupt, "")]
    [TestCase("<C-d>", EditResultKind.EndOfInput, "")]
    [TestCase("x<C-d>", EditResultKind.Nothing, "")]
    [TestCase("x<C-z>", EditResultKind.Suspend, "")]
    [TestCase("x<C-l>", EditResultKind.Redraw, "")]
    [TestCase("x<Right>", EditResultKind.Nothing, "")]
    [TestCase("x<Left>", EditResultKind.Changed, "")]
    [TestCase("<Up>", EditResultKind.Nothing, "")]
    public void Each_key_reports_its_effect(string keys, EditResultKind kind, string text)
    {
        After(keys);
        Assert.That(_last, Is.EqualTo(new EditResult(kind, text)));
    }

    [TestCase("one<Enter>two<Enter><Up>", "two|")]
    [TestCase("one<Enter>two<Enter><Up><Up><Up>", "one|")]
    [TestCase("one<Enter>two<Enter>thr<Up><Up><Down><Down><Down>ee", "three|", Description = "the unfinished line is kept")]
    [TestCase("one<Enter>thr<C-p><C-n>ee", "three|")]
    [TestCase("one<Enter>one<Enter><Up><Up>", "one|")]
    [TestCase("one<Enter>two<Enter><Up>!<Up>?<Down>", "two!|", Description = "the edit of an old line is kept while looking back")]
    [TestCase("one<Enter>two<Enter><Up>!<Enter><Up><Up>", "two|", Description = "and the line itself is unchanged")]
    [TestCase("one<Enter>two<Enter>unfin<Up><Up><Enter><Up>", "unfin|", Description = "another line was submitted: the unfinished one is the newest")]
    [TestCase("one<Enter>unfin<Up><C-c><Up>", "unfin|")]
    [TestCase("<Paste:a\\nb><Enter>c<Up><Up>x", "ax|\nb", Description = "within a recalled input, Up moves through its lines")]
    [TestCase("<Paste:a\\nb><Enter>c<Up><Up><Up><Down><Down>", "c|")]
    public void Up_and_down_recall_submitted_lines(string keys, string text) => Assert.That(After(keys), Is.EqualTo(text));

    [Test]
    public void A_text_given_back_for_editing_fills_the_empty_line_or_becomes_the_newest_of_the_history()
    {
        Assert.That(_editor.Restore("rejected"));
        Assert.That(Shown(), Is.EqualTo("rejected|"));
        Assert.That(_editor.Restore("another"), Is.False);
        Assert.That(After("!"), Is.EqualTo("rejected!|"));
        Assert.That(After("<Up>"), Is.EqualTo("another|"));
        Assert.That(After("<Down>"), Is.EqualTo("rejected!|"));
    }

    [TestCase("b<Tab>", "bob: |")]
    [TestCase("b<Tab><Tab>", "bill: |")]
    [TestCase("b<Tab><Tab><Tab>", "bob: |")]
    [TestCase("b<S-Tab>", "bill: |")]
    [TestCase("b<Tab><S-Tab><S-Tab>", "bob: |")]
    [TestCase("b<Tab>hi", "bob: hi|")]
    [TestCase("b<Tab><Escape>", "b|")]
    [TestCase("b<Tab><Tab><Backspace>", "bill:|")]
    [TestCase("b there<A-b><Left><Tab>", "bob: | there")]
    [TestCase("hi b<Tab>", "hi bob: |")]
    [TestCase("x<Tab>", "x|")]
    [TestCase("b<Tab><Unknown><Tab>", "bill: |", Description = "a reply of the terminal is no key")]
    public void Tab_tries_the_completions_one_after_the_other(string keys, string text) => Assert.That(After(keys), Is.EqualTo(text));

    [Test]
    public void The_history_keeps_the_newest_lines()
    {
        var history = new InputHistory();
        for (var number = 1; number <= InputHistory.MaxLines; number++)
        {
            history.Submit($"{number}");
        }

        var oldest = "";
        while (history.Older(oldest) is { } line)
        {
            oldest = line;
        }

        history.Offer("another");
        Assert.That(oldest, Is.EqualTo("1"));
        Assert.That(history.Older("1!"), Is.Null, "the oldest line was dropped");
        Assert.That(history.Newer("1!"), Is.EqualTo("3"));
        Assert.That(history.Older("3"), Is.EqualTo("1!"));
    }
    [Test]
    public void A_secret_is_not_in_the_history()
    {
        var history = new InputHistory(isSecret: text => text.StartsWith("secret", StringComparison.Ordinal));
        history.Submit("one");
        history.Submit("secret sauce");
        history.Offer("secret ingredient");
        Assert.That(history.Older(""), Is.EqualTo("one"));
        Assert.That(history.Older("one"), Is.Null);
    }

    private string After(string keys)
    {
        foreach (var key in KeyScript.Keys(keys))
        {
            _last = _editor.Handle(key);
        }

        return Shown();
    }

    private string Shown() => _editor.Text.Insert(_editor.Caret, "|");

    private static Completions Complete(string before)
    {
        var start = before.LastIndexOf(' ') + 1;
        return new Completions(start, before[start..] == "b" ? ["bob: ", "bill: "] : []);
    }
}
