using ChatRoom.Tests.Support.Servers;
using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace ChatRoom.Tests.Browser.Looks;

internal sealed class PhoneTests
{
    private static readonly BrowserNewContextOptions Phone = new()
    {
        HasTouch = true,
        IsMobile = true,
        DeviceScaleFactor = 2,
        ViewportSize = new ViewportSize { Width = 390, Height = 844 },
    };

    [Test]
    public async Task On_a_phone_each_button_is_large_enough_for_a_finger_and_no_field_zooms_the_page()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        await using var alice = await ChatPage.JoinAsync(server.Web!, "alice", Phone);
        await HasLargeTargets(alice);

        await alice.Tab.Locator("#show-rooms").TapAsync();
        await Expect(alice.Tab.Locator("#room-name")).ToBeInViewportAsync();
        await HasLargeTargets(alice);

        // Safari zooms to a field with smaller letters.
        var letters = await alice.Tab.EvaluateAsync<double[]>("() => [...document.querySelectorAll('input, textarea')].map((one) => parseFloat(getComputedStyle(one).fontSize))");
        Assert.That(letters, Is.All.GreaterThanOrEqualTo(16));
    }

    [Test]
    public async Task A_small_screen_shows_the_box_also_when_a_keyboard_takes_half_of_it()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var bob = await server.JoinAsync("bob");
        await using var alice = await ChatPage.JoinAsync(server.Web!, "alice", Phone);
        for (var line = 1; line <= 40; line++)
        {
            await bob.Says($"line {line}");
        }

        await alice.ShowsLast("line 40");
        await alice.Box.TapAsync();
        await alice.Tab.SetViewportSizeAsync(390, 400);

        await Expect(alice.Box).ToBeInViewportAsync(new() { Ratio = 1 });
        await Expect(alice.Said.Last).ToBeInViewportAsync(new() { Ratio = 1 });
    }

    /// <summary>The visible buttons, except for those within a line of text, have at least 44 by 44 pixels.</summary>
    private static async Task HasLargeTargets(ChatPage page) =>
        Assert.That(await page.Tab.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('button, input, textarea')]
                .filter((one) => one.checkVisibility({ visibilityProperty: true }))
                .map((one) => [one.id || one.getAttribute('aria-label') || one.textContent, one.getBoundingClientRect()])
                .filter(([, box]) => box.right > 0 && box.left < innerWidth && (box.width < 44 || box.height < 44))
                .map(([name, box]) => `${name}: ${box.width} x ${box.height}`)
            """), Is.Empty);
}
