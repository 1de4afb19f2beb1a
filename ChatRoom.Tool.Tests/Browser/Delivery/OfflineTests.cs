using System.Net;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace ChatRoom.Tests.Browser.Delivery;

internal sealed class OfflineTests
{
    private readonly int _port = FreePort.Find();

    [Test]
    public async Task After_an_hour_offline_each_line_is_there_once_and_none_is_missing()
    {
        var time = new ManualTime();
        await using var proxy = new ReverseProxy(_port);
        await using var server = RunningServer.Start(Behind(proxy) with { Time = time });
        using var bob = await server.JoinAsync("bob");
        await using var alice = await ChatPage.OpenAsync(proxy.Address);
        alice.MayLoseConnection = true;
        await alice.Tab.Clock.InstallAsync();
        await alice.Tab.ReloadAsync();
        await alice.GivesName("alice");
        await alice.IsConnected();
        await bob.Hears("alice joined!");
        await bob.Says("before");
        await alice.Shows("before");

        await alice.Tab.Context.SetOfflineAsync(true);
        proxy.Freeze();
        await alice.Tab.Clock.FastForwardAsync("01:00");
        await alice.Has("connection", "offline");
        await alice.Says("from the train");
        for (var minute = 0; minute < 60; minute++)
        {
            // The server asks a silent client after a minute, and gives it up after three. Bob is never silent.
            time.Advance(TimeSpan.FromMinutes(1));
            await bob.Says($"minute {minute}");
            await bob.HearsUpTo($"^bob: minute {minute}$");
        }

        await alice.Tab.Clock.FastForwardAsync("59:00");
        await alice.Says("still on the train");
        await alice.Tab.Context.SetOfflineAsync(false);

        await alice.IsConnected();
        await bob.HearsUpTo("^alice: still on the train$");
        await alice.Shows(["before", .. Enumerable.Range(0, 60).Select(minute => $"minute {minute}"), "from the train", "still on the train"]);
    }

    [Test]
    public async Task A_connection_that_carries_nothing_is_found_within_half_a_minute_and_replaced()
    {
        await using var proxy = new ReverseProxy(_port);
        await using var server = RunningServer.Start(Behind(proxy));
        using var bob = await server.JoinAsync("bob");
        await using var alice = await ChatPage.OpenAsync(proxy.Address);
        await alice.Tab.Clock.InstallAsync();
        await alice.Tab.ReloadAsync();
        await alice.GivesName("alice");
        await alice.IsConnected();
        await bob.Hears("alice joined!");

        proxy.Freeze();
        await bob.Says("are you there?");
        await alice.Tab.Clock.RunForAsync("00:31");

        await alice.Shows("are you there?");
        await alice.IsConnected();
    }

    [TestCase("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))", TestName = "A_page_that_comes_back_from_the_browsers_cache_asks_at_once_whether_its_connection_lives")]
    [TestCase("document.dispatchEvent(new Event('visibilitychange'))", TestName = "A_page_that_is_shown_again_asks_at_once_whether_its_connection_lives")]
    [TestCase("window.dispatchEvent(new Event('online'))", TestName = "A_page_asks_after_a_change_of_the_network_whether_its_connection_lives")]
    public async Task A_page_asks_whether_its_connection_lives(string wake)
    {
        await using var proxy = new ReverseProxy(_port);
        await using var server = RunningServer.Start(Behind(proxy));
        using var bob = await server.JoinAsync("bob");
        await using var alice = await ChatPage.JoinAsync(proxy.Address, "alice");
        await bob.Hears("alice joined!");

        proxy.Freeze();
        await bob.Says("are you there?");
        await alice.Tab.EvaluateAsync($"() => {{ {wake}; }}");

        // Without the question it would take half a minute.
        await alice.Shows("are you there?");
    }

    [Test]
    public async Task A_connection_that_is_cut_is_begun_again_at_once()
    {
        await using var proxy = new ReverseProxy(_port);
        await using var server = RunningServer.Start(Behind(proxy));
        using var bob = await server.JoinAsync("bob");
        await using var alice = await ChatPage.JoinAsync(proxy.Address, "alice");
        alice.MayLoseConnection = true;
        await bob.Hears("alice joined!");

        for (var cut = 0; cut < 5; cut++)
        {
            await alice.Says($"line {cut}");
            await proxy.CutAsync();
        }

        var lines = Enumerable.Range(0, 5).Select(cut => $"line {cut}").ToArray();
        await alice.Shows(lines);
        Assert.That(await ChatPage.HeardFrom(bob, "alice", lines[^1]), Is.EqualTo(lines));
    }

    [Test]
    public async Task Lines_that_the_server_no_longer_has_are_shown_as_one_gap_with_their_count()
    {
        await using var proxy = new ReverseProxy(_port);
        await using var server = RunningServer.Start(Behind(proxy) with { WindowBytes = 64 << 10 });
        using var bob = await server.JoinAsync("bob");
        await using var alice = await ChatPage.JoinAsync(proxy.Address, "alice");
        alice.MayLoseConnection = true;
        await bob.Hears("alice joined!");
        await bob.SaysAndHears("before");
        await alice.Shows("before");

        await alice.Tab.Context.SetOfflineAsync(true);
        await proxy.CutAsync();
        await alice.Has("connection", "offline");
        for (var line = 0; line < 400; line++)
        {
            await bob.Says($"{line} {new string('x', 1000)}");
            await bob.HearsUpTo($"^bob: {line} ");
        }

        await alice.Tab.Context.SetOfflineAsync(false);
        await alice.IsConnected();

        await alice.ShowsLast($"399 {new string('x', 1000)}");
        var gap = alice.Tab.Locator("#log li[data-kind=gap]");
        await Expect(gap).ToHaveCountAsync(1);
        var (before, missing, after) = await gap.EvaluateAsync<int[]>("""
            gap => {
                const ids = [...document.querySelectorAll('#log li[data-id]')].map((row) => Number(row.dataset.id));
                const next = ids.findIndex((id, index) => index > 0 && id > ids[index - 1] + 1);
                return [ids[next - 1], Number(gap.textContent.replace(/.*?([\d,]+) lines? (is|are) missing.*/, '$1').replaceAll(',', '')), ids[next]];
            }
            """) is [var one, var two, var three] ? (one, two, three) : default;
        Assert.That(missing, Is.GreaterThan(300).And.EqualTo(after - before - 1));
    }

    private ServerOptions Behind(ReverseProxy proxy) =>
        RunningServer.Options with { Web = new WebOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, _port), Url = proxy.Address } };
}
