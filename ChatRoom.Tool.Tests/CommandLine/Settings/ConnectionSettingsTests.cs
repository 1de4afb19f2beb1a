using ChatRoom.Client.Options;
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

    [TestCase("10.0.0.5:5501", "")]
    [TestCase("10.0.0.5:5502", "--port 5502")]
    [TestCase("a:5501", "--host a")]
    [TestCase("a:5502", "--host a --port 5502")]
    [TestCase("a:1", "--host a:1 --port 5502")]
    [TestCase("a:5502,b:1,[::1]:2,[::1]:5502,10.0.0.6:5502", "--host a,b:1,[::1]:2,::1,10.0.0.6 --port 5502")]
    [TestCase("[::1]:5501", "--host [::1]")]
    [TestCase("[fe80::1%2]:5501", "--host fe80::1%2")]
    public void A_host_may_be_several_servers(string addresses, string arguments)
    {
        var (options, whyNot) = Read(arguments, Url);
        Assert.That(options?.Addresses, Is.EqualTo(addresses), whyNot);
    }

    [TestCase("a:5500,b:1,[::1]:2", "", "chatroom://a,b:1,[::1]:2/lobby")]
    [TestCase("a:5502,b:1,[::1]:2", "--port 5502", "chatroom://a,b:1,[::1]:2/lobby")]
    [TestCase("c:5500", "--host c", "chatroom://a:7,b:1/lobby")]
    public void A_url_may_name_several_servers(string addresses, string arguments, string url)
    {
        var (options, whyNot) = Read(arguments, url);
        Assert.That(options?.Addresses, Is.EqualTo(addresses), whyNot);
    }

    [TestCase("a,,b", "'a,,b' is not a server's address for --host; give HOST or HOST:PORT, with one comma between two")]
    [TestCase(",", "',' is not a server's address for --host; give HOST or HOST:PORT, with one comma between two")]
    [TestCase("a,", "'a,' is not a server's address for --host; give HOST or HOST:PORT, with one comma between two")]
    [TestCase("a,b:0", "'a,b:0' is not a server's address for --host; '0' is not a port: give a number from 1 to 65535")]
    [TestCase("a:b", "'a:b' is not a server's address for --host; 'b' is not a port: give a number from 1 to 65535")]
    [TestCase("a:", "'a:' is not a server's address for --host; '' is not a port: give a number from 1 to 65535")]
    [TestCase("[::1", "'[::1' is not a server's address for --host; give HOST or HOST:PORT, with an IPv6 address in brackets such as [::1]:5500")]
    [TestCase("a,1:2:3", "'a,1:2:3' is not a server's address for --host; give HOST or HOST:PORT, with an IPv6 address in brackets such as [::1]:5500")]
    [TestCase("a,http://b", "'a,http://b' is not a server's address for --host; '//b' is not a port: give a number from 1 to 65535")]
    [TestCase("a,b:1,A", "'a,b:1,A' is not a server's address for --host; A:5501 is given twice; give each address once")]
    public void A_wrong_host_is_refused_with_what_to_do(string host, string sentence)
    {
        var (options, whyNot) = Read($"--host {host}", Url);
        Assert.That((options, whyNot), Is.EqualTo(((ClientOptions?)null, sentence)));
    }

    [Test]
    public void There_are_at_most_64_servers()
    {
        var (_, whyNot) = Read("", "chatroom://" + string.Join(',', Enumerable.Range(1, 65).Select(number => $"h{number}")));
        Assert.That(whyNot, Is.EqualTo("the URL cannot be used: give at most 64 addresses"));
    }

    [Test]
    public void The_fingerprint_and_the_password_of_a_url_are_for_its_servers_alone()
    {
        var (options, _) = Read("", "chatroom://a:1,b:2/lobby");
        var variables = CommandVariables.For(options! with { Tls = new ClientTlsOptions() }, "/password");
        Assert.That(variables, Does.Contain(("CHATROOM_URL", "chatrooms://a:1,b:2/lobby")).And.Contain(("CHATROOM_URL_PASSWORD_FILE", "/password")));

        Assert.That(ServerUrl.TryParse("chatrooms://a:1,b:2/lobby", out var url, out _));
        Environment.SetEnvironmentVariable("CHATROOM_URL_PASSWORD_FILE", "/password");
        try
        {
            Assert.That(CommandVariables.FindTrust([new("b", 2), new("a", 1)], url).PasswordFile, Is.EqualTo("/password"));
            Assert.That(CommandVariables.FindTrust([new("b", 2)], url).PasswordFile, Is.EqualTo("/password"));
            Assert.That(CommandVariables.FindTrust([new("b", 2), new("c", 3)], url).PasswordFile, Is.Null);
        }
        finally
        {
            Environment.SetEnvironmentVariable("CHATROOM_URL_PASSWORD_FILE", null);
        }
    }

    private static (ClientOptions? Options, string WhyNot) Read(string arguments, string url)
    {
        var verb = new CommandDefinition();
        var settings = ConnectionSettings.Add(verb, hasName: false, hasRoom: false);
        Assert.That(PlainArguments.TryRead([.. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), url], verb));
        _ = settings.TryRead(out var options, out _, out var whyNot);
        return (options, whyNot);
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
