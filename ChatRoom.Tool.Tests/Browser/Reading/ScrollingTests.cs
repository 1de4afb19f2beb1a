using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace ChatRoom.Tests.Browser.Reading;

internal sealed class ScrollingTests
{
    private const int Lines = 2500;

    [Test]
    public async Task The_page_reads_back_to_the_beginning_of_the_room_and_forward_again()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var bob = await FillAsync(server, Lines);
        await using var alice = await ChatPage.JoinAsync(server.Web!, "alice");
        await alice.ShowsLast($"line {Lines}");

        await ScrollUntilAsync(alice, "top", "This is the beginning of lobby.");
        Assert.That(await NumbersAsync(alice), Does.Contain(1));
        Assert.That(await alice.Tab.Locator("#log li").CountAsync(), Is.LessThanOrEqualTo(1100));
        Assert.That(await NumbersAsync(alice), Is.Ordered.And.Unique);
        await ScrollUntilAsync(alice, "bottom", $"line {Lines}");

        var numbers = await NumbersAsync(alice);
        Assert.That(numbers, Is.EqualTo(Enumerable.Range(numbers[0], Lines + 1 - numbers[0])));
    }

    [Test]
    public async Task A_line_stays_where_it_is_to_the_pixel_when_earlier_ones_are_read_and_later_ones_come()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var bob = await FillAsync(server, 400);
        await using var alice = await ChatPage.JoinAsync(server.Web!, "alice");
        await alice.ShowsLast("line 400");
        var first = (await NumbersAsync(alice))[0];
        var watched = alice.Said.Filter(new LocatorFilterOptions { HasTextRegex = new($@"\bline {first + 10}$") });

        // The scroll and the first measure are one step, so that nothing is read between them.
        var before = await watched.EvaluateAsync<double>("row => { document.getElementById('scroller').scrollTop = 100; return row.getBoundingClientRect().top; }");
        await Expect(alice.Said.Filter(new LocatorFilterOptions { HasTextRegex = new($@"\bline {first - 50}$") })).ToHaveCountAsync(1);
        await bob.Says("new");
        await Expect(alice.Tab.Locator("#newest")).ToContainTextAsync("1 new");

        Assert.That(await watched.EvaluateAsync<double>("row => row.getBoundingClientRect().top"), Is.EqualTo(before).Within(1));
    }

    [Test]
    public async Task New_lines_are_counted_while_somebody_reads_further_up_and_one_key_leads_to_them()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var bob = await FillAsync(server, 90);
        await using var alice = await ChatPage.JoinAsync(server.Web!, "alice");
        await alice.ShowsLast("line 90");
        var newest = alice.Tab.Locator("#newest");
        await Expect(newest).ToBeHiddenAsync();

        await alice.Tab.Locator("#scroller").EvaluateAsync("scroller => { scroller.scrollTop = 500; }");
        await Expect(newest).ToBeVisibleAsync();
        await bob.Says("one");
        await bob.Says("two");
        await Expect(newest).ToContainTextAsync("2 new");
        await newest.ClickAsync();

        await Expect(newest).ToBeHiddenAsync();
        await Expect(alice.Said.Last).ToBeInViewportAsync();
        await alice.Tab.Locator("#scroller").EvaluateAsync("scroller => { scroller.scrollTop = 500; }");
        await Expect(newest).ToBeVisibleAsync();
        await alice.Box.PressAsync("Escape");
        await Expect(newest).ToBeHiddenAsync();
    }

    [Test]
    public async Task Each_day_begins_with_its_date()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var bob = await FillAsync(server, 3);
        await using var alice = await ChatPage.JoinAsync(server.Web!, "alice");
        await alice.ShowsLast("line 3");

        await Expect(alice.Tab.Locator("#log li[data-kind=day]")).ToHaveTextAsync(["Today"]);
    }

    /// <summary>Says this many lines in the typed dialect, a thousand at a time.</summary>
    private static async Task<TestPeer> FillAsync(RunningServer server, int lines)
    {
        using var filler = await server.JoinTypedAsync("filler");
        for (var said = 0; said < lines; said += 1000)
        {
            var batch = Enumerable.Range(said + 1, Math.Min(1000, lines - said));
            await filler.Sends(string.Concat(batch.Select(number => $"say {number} lobby line {number}\n")));
            await filler.HearsUpTo($" line {batch.Last()}$");
        }

        await filler.Says("quit");
        return await server.JoinAsync("bob");
    }

    private static async Task<int[]> NumbersAsync(ChatPage page) =>
        [.. (await page.Texts.AllTextContentsAsync()).Where(text => text.StartsWith("line ")).Select(text => int.Parse(text[5..]))];

    /// <summary>Scrolls to one end of the rows again and again, until a line is there.</summary>
    private static async Task ScrollUntilAsync(ChatPage page, string end, string text) =>
        await page.Tab.EvaluateAsync("""
            async ([end, text]) => {
                const scroller = document.getElementById('scroller');
                const isThere = () => [...document.querySelectorAll('#log .text, #log [data-kind=beginning]')].some((one) => one.textContent === text);
                const deadline = performance.now() + 20000;
                while (!isThere()) {
                    if (performance.now() > deadline) throw new Error(`${text} did not come`);
                    scroller.scrollTop = end === 'top' ? 0 : scroller.scrollHeight;
                    await new Promise((done) => setTimeout(done, 20));
                }
            }
            """, new[] { end, text });
}
