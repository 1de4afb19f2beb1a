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
