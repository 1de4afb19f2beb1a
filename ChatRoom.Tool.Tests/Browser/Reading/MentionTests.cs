using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace ChatRoom.Tests.Browser.Reading;

internal sealed class MentionTests
{
    /// <summary>Makes the page believe that it is in the background, and records the notifications that it shows.</summary>
    private const string Background = """
        () => {
            window.shown = [];
            Object.defineProperty(document, 'hidden', { get: () => window.isAway, configurable: true });
            document.hasFocus = () => !window.isAway;
            window.Notification = class {
                static permission = 'granted';
                static requestPermission = async () => 'granted';
                constructor(title, options) { window.shown.push(`${title}: ${options.body}`); }
                close() { }
            };
        }
        """;

    [Test]
    public async Task A_mention_is_marked_counted_in_the_title_and_the_icon_and_notified()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var bob = await server.JoinAsync("bob");
        await using var alice = await ChatPage.JoinAsync(server.Web!, "alice");
        await bob.Hears("alice joined!");
        await alice.Tab.EvaluateAsync(Background);
        await alice.Tab.Locator("#notify").ClickAsync();
        await alice.Tab.EvaluateAsync("() => { window.isAway = true; window.dispatchEvent(new Event('blur')); }");
        var icon = await alice.Tab.Locator("#icon").GetAttributeAsync("href");

        await bob.Says("hello");
        await bob.Says("malice is another word");
        await bob.Says("Alice: come here");
        await bob.Says("(alice)");

        await Expect(alice.Tab).ToHaveTitleAsync("(2) lobby");
        await Expect(alice.Tab.Locator("#icon")).Not.ToHaveAttributeAsync("href", icon!);
        await Expect(alice.Tab.Locator("#log li.mention .text")).ToHaveTextAsync(["Alice: come here", "(alice)"]);
        Assert.That(await alice.Tab.EvaluateAsync<string[]>("() => window.shown"), Is.EqualTo((string[])["bob in lobby: Alice: come here", "bob in lobby: (alice)"]));

        await alice.Tab.EvaluateAsync("() => { window.isAway = false; window.dispatchEvent(new Event('focus')); }");
        await Expect(alice.Tab).ToHaveTitleAsync("lobby");
        await Expect(alice.Tab.Locator("#icon")).ToHaveAttributeAsync("href", icon!);
        await Expect(alice.Tab.Locator("#log [data-kind=unread]")).ToHaveCountAsync(1);
    }

    [Test]
    public async Task Nothing_on_the_page_makes_a_sound()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var bob = await server.JoinAsync("bob");
        await using var alice = await ChatPage.JoinAsync(server.Web!, "alice");
        await bob.Hears("alice joined!");
        await alice.Tab.EvaluateAsync("() => { window.sounds = 0; window.Audio = window.AudioContext = function () { window.sounds++; }; HTMLMediaElement.prototype.play = () => window.sounds++; }");

        await bob.Says("alice: hello");
        await alice.Shows("alice: hello");

        Assert.That(await alice.Tab.EvaluateAsync<int>("() => window.sounds"), Is.Zero);
    }

    [Test]
    public async Task A_screen_reader_is_told_a_single_line_and_a_mention_whole_and_many_lines_as_a_count()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var bob = await server.JoinAsync("bob");
        await using var alice = await ChatPage.OpenAsync(server.Web!);
        await alice.Tab.Clock.InstallAsync();
        await alice.Tab.ReloadAsync();
        await alice.GivesName("alice");
        await alice.IsConnected();
        await bob.Hears("alice joined!");
        var announcer = alice.Tab.Locator("#announcer");
        await alice.Tab.Clock.PauseAtAsync(await alice.Tab.EvaluateAsync<string>("() => new Date(Date.now() + 5000).toISOString()"));

        await bob.Says("hello");
        await RunUntilShownAsync(alice, "hello");
        await Expect(announcer).Not.ToContainTextAsync("hello");
        await alice.Tab.Clock.RunForAsync(1000);
        await Expect(announcer).ToHaveTextAsync("bob: hello");

        for (var line = 1; line <= 12; line++)
        {
            await bob.Says($"line {line}");
        }

        await bob.Says("alice: look");
        await RunUntilShownAsync(alice, "alice: look");
        await alice.Tab.Clock.RunForAsync(2000);
        await Expect(announcer).ToContainTextAsync("bob: alice: look");
        await Expect(announcer).ToContainTextAsync("12 new messages");
        await Expect(announcer).Not.ToContainTextAsync("line 1");
    }

    /// <summary>Lets the paused clock of the page run in small steps, because the network keeps its own time.</summary>
    private static async Task RunUntilShownAsync(ChatPage page, string text)
    {
        using var patience = new CancellationTokenSource(TestTimeout.Limit);
        while (!(await page.Texts.AllTextContentsAsync()).Contains(text))
        {
            patience.Token.ThrowIfCancellationRequested();
            await page.Tab.Clock.RunForAsync(20);
        }
    }
}
