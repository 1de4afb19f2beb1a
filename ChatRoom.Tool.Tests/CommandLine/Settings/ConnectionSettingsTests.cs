using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Settings;
using NUnit.Framework;

namespace ChatRoom.Tests.CommandLine.Settings;

/// <summary>The settings of special verbs. Each URL has all parts, so that no variable of the developer changes a test.</summary>
internal sealed class ConnectionSettingsTests
{
    private const string Url = "chatroom://bob@10.0.0.5:5501/ops";

    [Test]
    public void A_verb_that_needs_no_name_has_no_option_for_it_and_takes_none_from_a_url()
    {
        var verb = new CommandDefinition();
        var settings = ConnectionSettings.Add(verb, hasName: false);
        Assert.That(PlainArguments.TryRead([Url], verb));

        Assert.That(settings.TryRead(out var options, out var name, out _), Is.True);
        Assert.That((options!.Host, options.Port, options.Room, name), Is.EqualTo(("10.0.0.5", 5501, "ops", (object?)null)));
        Assert.That(verb.Options.Select(option => option.LongName), Does.Not.Contain("name"));
    }

    [TestCase("a", "--room a")]
    [TestCase("a b ops", "--room a --room b -r ops")]
    [TestCase("*", "--room *")]
    [TestCase("ops", "")]
    public void A_verb_can_read_several_rooms(string rooms, string arguments)
    {
        var (settings, isRead, whyNot) = ReadRooms(arguments);

        Assert.That(isRead, Is.True, whyNot);
        Assert.That(string.Join(' ', settings.Rooms), Is.EqualTo(rooms));
        Assert.That(settings.ReadsSeveralRooms, Is.EqualTo(rooms.Contains(' ', StringComparison.Ordinal) || rooms == "*"));
    }

    [TestCase("--room a --room A", "the room A is given twice; give each room once")]
    [TestCase("--room a --room *", "--room '*' reads every room; give it without other rooms")]
    [TestCase("--room * --room *", "the room * is given twice; give each room once")]
    [TestCase("--room a --room b/c", "'b/c' is not a room's name for --room; use 1 to 32 of A-Z a-z 0-9 _ - . [ ] { } | ^ and no spaces")]
    public void Rooms_that_do_not_go_together_are_a_mistake(string arguments, string sentence)
    {
        var (_, isRead, whyNot) = ReadRooms(arguments);

        Assert.That((isRead, whyNot), Is.EqualTo((false, sentence)));
    }

    [Test]
    public void A_verb_in_one_room_knows_no_name_for_all_rooms()
    {
        var verb = new CommandDefinition();
        var settings = ConnectionSettings.Add(verb, hasName: false);
        Assert.That(PlainArguments.TryRead(["--room", "*", Url], verb));

        Assert.That(settings.TryRead(out _, out _, out var whyNot), Is.False);
        Assert.That(whyNot, Does.StartWith("'*' is not a room's name for --room; "));
    }

    private static (ConnectionSettings Settings, bool IsRead, string WhyNot) ReadRooms(string arguments)
    {
        var verb = new CommandDefinition();
        var settings = ConnectionSettings.Add(verb, hasName: false, hasSeveralRooms: true);
        Assert.That(PlainArguments.TryRead([.. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), Url], verb));
        var isRead = settings.TryRead(out _, out _, out var whyNot);
        return (settings, isRead, whyNot);
    }

    [Test]
    public void A_verb_with_text_passes_the_url_that_it_finds_there()
    {
        var verb = new CommandDefinition();
        var settings = ConnectionSettings.Add(verb, hasUrlArgument: false);
        var words = verb.Argument("TEXT", "", multipleValues: true);
        Assert.That(PlainArguments.TryRead(["--port", "5502", Url, "hello"], verb));

        Assert.That(words.Values.ConvertAll(ServerUrl.LooksLikeUrl), Is.EqualTo(new[] { true, false }));
        Assert.That(settings.TryRead(words.Values[0], out var options, out var name, out _), Is.True);
        Assert.That((options!.Host, options.Port, options.Room, $"{name}"), Is.EqualTo(("10.0.0.5", 5502, "ops", "bob")));
    }
}
