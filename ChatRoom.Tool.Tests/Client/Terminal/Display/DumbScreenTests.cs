using ChatRoom.Client.Terminal.Display;
using ChatRoom.Tests.Support.Terminal;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Terminal.Display;

internal sealed class DumbScreenTests
{
    private readonly TypingPerson _person = new(20, 8, new ScreenAbilities(HasEscapes: false));

    [Test]
    public void What_arrives_is_printed_and_what_is_typed_is_shown_again()
    {
        Assert.That(_person.Types("half a li<Left>").Shown, Is.EqualTo("> half a l▮i"));
        Assert.That(_person.Hears("bob: hi\ncarol: ho\n").Shown, Is.EqualTo("bob: hi\ncarol: ho\n> half a l▮i"));
        Assert.That(_person.Types("<Home>x").Shown, Is.EqualTo("bob: hi\ncarol: ho\n> x▮half a li"));
        Assert.That(_person.Types("<C-k>").Shown, Is.EqualTo("bob: hi\ncarol: ho\n> x▮"));
    }

    [Test]
    public void Of_a_long_input_the_row_with_the_caret_is_shown()
    {
        Assert.That(_person.Types("abcdefghijklmnopqrs").Shown, Is.EqualTo("^ rs▮"));
        Assert.That(_person.Types("<Home>").Shown, Is.EqualTo("v ▮abcdefghijklmnopq"));
        Assert.That(_person.Types("<C-c><Paste:日本\\ntwo><Up>").Shown, Is.EqualTo("v 日本▮"));
    }

    [Test]
    public void A_hint_is_printed_once_and_pending_lines_are_not_shown() =>
        Assert.That(_person.Types("x").Waits("pending").IsTold("A hint").Types("y").IsTold("").Shown, Is.EqualTo("A hint\n> xy▮"));

    [Test]
    public void After_a_change_of_the_size_the_row_begins_anew_below()
    {
        _person.Types("typed and wrapped").Resizes(10, 8).Hears("bob: hi\n");
        Assert.That(_person.Terminal.All, Is.EqualTo(["> typed an", "d wrapped", "bob: hi", "^ ped"]));
    }

    [Test]
    public void Who_leaves_finds_a_clean_row() => Assert.That(_person.Hears("1\n").Types("typed").Leaves().Shown, Is.EqualTo("1\n▮"));

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
