using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace ChatRoom.Tests.Browser.Looks;

/// <summary>axe-core finds nothing to complain about, and everything works by keyboard.</summary>
internal sealed class AccessibilityTests
{
    private const string Run = """
        async () => {
            const { violations } = await axe.run(document, { resultTypes: ['violations'] });
            return violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target} ${node.failureSummary}`));
        }
        """;

    [Test]
    public async Task Axe_finds_no_violation([Values(320, 768, 1280)] int width, [Values] bool isDark)
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var bob = await server.JoinAsync("bob");
        await using var alice = await OpenAsync(server, width, isDark);
        await HasNoViolation(alice, "the form for the name");

        await alice.GivesName("alice");
        await alice.IsConnected();
        await bob.Hears("alice joined!");
        await SayAllKindsAsync(server, bob, alice);
        await HasNoViolation(alice, "the room");

        await alice.Box.FillAsync("");
        await alice.Box.PressSequentiallyAsync("/n");
        await Expect(alice.Tab.Locator("#suggestions")).ToBeVisibleAsync();
        await HasNoViolation(alice, "the suggestions");
        await alice.Box.FillAsync("");

        foreach (var (button, panel) in ((string, string)[])[("#show-rooms", "#side"), ("#show-people", "#side-people")])
        {
            if (await alice.Tab.Locator(button).IsVisibleAsync())
            {
                await alice.Tab.Locator(button).ClickAsync();
                await Expect(alice.Tab.Locator(panel)).ToBeInViewportAsync();
                await HasNoViolation(alice, panel);
                await alice.Tab.Keyboard.PressAsync("Escape");
            }
        }

        await alice.Tab.Locator("#share").ClickAsync();
        await Expect(alice.Tab.Locator("#share-dialog")).ToBeVisibleAsync();
        await HasNoViolation(alice, "the dialog to invite people");
    }

    [TestCase(320, 640)]
    [TestCase(640, 400, Description = "1280 by 800 at 200 %")]
    public async Task Nothing_is_cut_off_or_needs_to_be_scrolled_to_the_side(int width, int height)
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var bob = await server.JoinAsync("bob");
        await using var alice = await ChatPage.JoinAsync(
            server.Web!, "alice", new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = height } });
        await bob.Says($"long {new string('x', 3000)}");
        await bob.Says($"https://example.org/{new string('y', 1000)}");
        await Expect(alice.Texts).ToHaveCountAsync(2);

        Assert.That(await alice.Tab.EvaluateAsync<int>("() => Math.max(document.documentElement.scrollWidth, document.getElementById('scroller').scrollWidth)"), Is.LessThanOrEqualTo(width));
        await Expect(alice.Box).ToBeInViewportAsync(new() { Ratio = 1 });
        await Expect(alice.Tab.Locator("#send")).ToBeInViewportAsync(new() { Ratio = 1 });
    }

    [Test]
    public async Task Everything_is_reached_and_used_by_keyboard()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        await using var alice = await ChatPage.JoinAsync(server.Web!, "alice");
        await Expect(alice.Box).ToBeFocusedAsync();

        var reached = new HashSet<string>();
        for (var press = 0; press < 40; press++)
        {
            await alice.Tab.Keyboard.PressAsync("Tab");
            reached.Add(await alice.Tab.EvaluateAsync<string>("() => document.activeElement.id || document.activeElement.dataset.room || ''"));
        }

        Assert.That(reached, Is.SupersetOf((string[])["box", "send", "share", "notify", "room-name", "scroller", "lobby"]));
        await alice.Tab.Locator("#share").FocusAsync();
        await alice.Tab.Keyboard.PressAsync("Enter");
        await Expect(alice.Tab.Locator("#share-dialog")).ToBeVisibleAsync();
        await alice.Tab.Keyboard.PressAsync("Escape");
        await Expect(alice.Tab.Locator("#share-dialog")).ToBeHiddenAsync();
        await Expect(alice.Tab.Locator("#share")).ToBeFocusedAsync();
    }

    /// <summary>axe-core comes as a script, which the page's own policy would not let in.</summary>
    private static async Task<ChatPage> OpenAsync(RunningServer server, int width, bool isDark)
    {
        var page = await ChatPage.OpenAsync(server.Web!, new BrowserNewContextOptions
        {
            BypassCSP = true,
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new ViewportSize { Width = width, Height = 720 },
        });
        await page.Tab.EvaluateAsync(new BundledAxeScriptProvider().GetScript());
        return page;
    }

    private static async Task HasNoViolation(ChatPage page, string what) =>
        Assert.That(await page.Tab.EvaluateAsync<string[]>(Run), Is.Empty, what);

    private static async Task SayAllKindsAsync(RunningServer server, TestPeer bob, ChatPage alice)
    {
        using var bot = await TestPeer.EnterAsync(server.EndPoint.Port, "join lobby ci bot", "^welcome ");
        await bot.Says("say 1 lobby build `17` is green: https://example.org/builds/17");
        await bob.Says("/topic Release on https://example.org/");
        await bob.Says("alice: a mention");
        await bob.Says("/me waves");
        await bob.Says("/msg alice a private word");
        await bob.Says("/nick bert");
        await alice.Says("a line of my own");
        await alice.Says("/nosuch");
        await Expect(alice.Tab.Locator("#refusal")).Not.ToBeEmptyAsync();
        await Expect(alice.Tab.Locator("#log li[data-kind=private]")).ToHaveCountAsync(1);
        await Expect(alice.Tab.Locator("#log li[data-kind=rename]")).ToHaveCountAsync(1);
        await Expect(alice.Tab.Locator("#people li")).ToHaveCountAsync(3);
    }
}
