using ChatRoom.Client.Terminal;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Terminal;

internal sealed class PromptTests
{
    private readonly StringWriter _screen = new();
    private int _width = 20;

    [Test]
    public void What_arrives_is_printed_above_and_what_is_typed_is_drawn_again()
    {
        var prompt = Typed("half a li");
        Forget();
        prompt.PrintAbove("bob: hi\ncarol: ho\n");
        Assert.That(_screen.ToString(), Is.EqualTo("\r\e[Kbob: hi\ncarol: ho\n\r\e[K> half a li"));
    }

    [Test]
    public void A_line_that_does_not_fit_shows_its_end_within_one_row()
    {
        var prompt = Typed("abcdefghijklmnopqrstuvwxyz");
        Forget();
        prompt.Redraw();
        Assert.That(_screen.ToString(), Does.EndWith("\r\e[K> jklmnopqrstuvwxyz"));
        _width = 5;
        Forget();
        prompt.Redraw();
        Assert.That(_screen.ToString(), Does.EndWith("\r\e[K> yz"));
    }

    [Test]
    public void Backspace_takes_a_whole_character_away()
    {
        var prompt = Typed("ae\u0301👨‍👩‍👧");
        prompt.DeleteBackwards();
        prompt.DeleteBackwards();
        Assert.That(prompt.Enter(), Is.EqualTo("a"));
    }

    [Test]
    public void Backspace_on_nothing_is_nothing()
    {
        var prompt = Typed("");
        prompt.DeleteBackwards();
        Assert.That(_screen.ToString(), Is.Empty);
    }

    [Test]
    public void Enter_hands_the_line_over_and_begins_an_empty_one()
    {
        var prompt = Typed("hi");
        Assert.That(prompt.Enter(), Is.EqualTo("hi"));
        Assert.That(prompt.IsEmpty);
        Assert.That(_screen.ToString(), Does.EndWith("\r\e[K> "));
    }

    [TestCase("abc", 2, "bc")]
    [TestCase("日本語", 4, "本語")]
    [TestCase("日本語", 5, "本語")]
    [TestCase("e\u0301e\u0301", 1, "e\u0301")]
    [TestCase("a🎉", 2, "🎉")]
    [TestCase("abc", 0, "")]
    public void The_tail_of_a_text_is_cut_between_characters_by_their_columns(string text, int columns, string tail) =>
        Assert.That(Columns.Tail(text, columns), Is.EqualTo(tail));

    private Prompt Typed(string text)
    {
        var prompt = new Prompt(_screen, () => _width);
        foreach (var character in text)
        {
            prompt.Insert(character);
        }

        return prompt;
    }

    private void Forget() => _screen.GetStringBuilder().Clear();
}
