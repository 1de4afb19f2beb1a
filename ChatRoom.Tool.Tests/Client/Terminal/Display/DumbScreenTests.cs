using ChatRoom.Tests.Support.Terminal;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Terminal.Display;

internal sealed class DumbScreenTests
{
    private readonly TypingPerson _person = new(20, 8, TypingPerson.AllAbilities with { HasEscapes = false });

    [Test]
    public void Lines_that_arrive_are_printed_and_the_typed_text_is_shown_again()
    {
        Assert.That(_person.Types("half a li<Left>").Shown, Is.EqualTo("> half a l▮i"));
        Assert.That(_person.Hears("bob: hi\ncarol: ho\n").Shown, Is.EqualTo("bob: hi\ncarol: ho\n> half a l▮i"));
        Assert.That(_person.Types("<Home>x").Shown, Is.EqualTo("bob: hi\ncarol: ho\n> x▮half a li"));
        Assert.That(_person.Types("<C-k>").Shown, Is.EqualTo("bob: hi\ncarol: ho\n> x▮"));
    }

    [Test]
    public void Only_the_row_with_the_caret_is_shown_of_a_long_input()
    {
        Assert.That(_person.Types("abcdefghijklmnopqrs").Shown, Is.EqualTo("^ rs▮"));
        Assert.That(_person.Types("<Home>").Shown, Is.EqualTo("v ▮abcdefghijklmnopq"));
        Assert.That(_person.Types("<C-c><Paste:日本\\ntwo><Up>").Shown, Is.EqualTo("v 日本▮"));
    }

    [Test]
    public void A_hint_is_printed_once_and_pending_lines_are_not_shown() =>
        Assert.That(_person.Types("x").HasPending("pending").HasHint("A hint").Types("y").HasHint("").Shown, Is.EqualTo("A hint\n> xy▮"));

    [Test]
    public void After_a_resize_the_input_is_shown_again_below()
    {
        _person.Types("typed and wrapped").Resizes(10, 8).Hears("bob: hi\n");
        Assert.That(_person.Terminal.All, Is.EqualTo(["> typed an", "d wrapped", "bob: hi", "^ ped"]));
    }

    [Test]
    public void Leaving_ends_on_an_empty_row() => Assert.That(_person.Hears("1\n").Types("typed").Leaves().Shown, Is.EqualTo("1\n▮"));

    [Test]
    public void No_escape_sequence_is_ever_written()
    {
        foreach (var key in (string[])["a", "日", "👨‍👩‍👧", "<Left>", "<Paste:one\\ntwo>", "<C-w>", "<Home>", "<Up>"])
        {
            Assert.That(_person.Types(key).Written, Does.Not.Contain('\e'));
            Assert.That(_person.Hears("line\n").Written, Does.Not.Contain('\e'));
        }
    }
}
