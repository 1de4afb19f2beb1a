using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Time;
using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace ChatRoom.Tests.Browser;

/// <summary>
/// A person at the page, in a tab of the real Chromium. Disposing of it fails the test if the page met an error, broke a rule of its
/// security policy, or opened a dialog of the browser.
/// </summary>
internal sealed class ChatPage : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _troubles = [];
    private readonly bool _ownsContext;

    private ChatPage(IPage tab, bool ownsContext)
    {
        (Tab, _ownsContext) = (tab, ownsContext);
        tab.SetDefaultTimeout((float)TestTimeout.Limit.TotalMilliseconds);
        tab.PageError += (_, error) => _troubles.Enqueue($"error: {error}");
        tab.Console += (_, message) => Note(message);
        tab.Dialog += async (_, dialog) =>
        {
            _troubles.Enqueue($"dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
    }

    public IPage Tab { get; }

    public ILocator Box => Tab.Locator("#box");

    /// <summary>The lines that people have said, without one's own that are not acknowledged yet.</summary>
    public ILocator Said => Tab.Locator("#log li:is([data-kind=message], [data-kind=bot], [data-kind=action]):not([data-state=pending], [data-state=refused])");

    /// <summary>The texts that people said, without their names.</summary>
    public ILocator Texts => Said.Locator(".text");

    /// <summary>Whether the page may lose its connection. The browser reports each failed attempt as an error.</summary>
    public bool MayLoseConnection { get; set; }

    /// <summary>Opens the page in a window of its own, with nothing remembered.</summary>
    public static async Task<ChatPage> OpenAsync(Uri address, BrowserNewContextOptions? options = null) =>
        await OpenAsync(await Chromium.NewContextAsync(options), address, ownsContext: true);

    /// <summary>Opens the page in a further tab of a window.</summary>
    public static async Task<ChatPage> OpenAsync(IBrowserContext window, Uri address, bool ownsContext = false)
    {
        var page = new ChatPage(await window.NewPageAsync(), ownsContext);
        await page.Tab.GotoAsync(address.AbsoluteUri);
        return page;
    }

    /// <summary>Opens the page and joins.</summary>
    public static async Task<ChatPage> JoinAsync(Uri address, string name, BrowserNewContextOptions? options = null)
    {
        var page = await OpenAsync(address, options);
        await page.GivesName(name);
        await page.IsConnected();
        return page;
    }

    /// <summary>Opens a copy of this tab, with a copy of its session storage.</summary>
    public async Task<ChatPage> DuplicateAsync() =>
        new(await Tab.Context.RunAndWaitForPageAsync(() => Tab.EvaluateAsync("() => { window.open(location.href); }")), ownsContext: false);

    /// <summary>The lines that a peer hears from somebody, up to this one.</summary>
    public static async Task<string[]> HeardFrom(TestPeer peer, string name, string last)
    {
        var heard = await peer.HearsUpTo($"^{Regex.Escape($"{name}: {last}")}$");
        return [.. heard.Where(line => line.StartsWith($"{name}: ")).Select(line => line[(name.Length + 2)..])];
    }

    /// <summary>Fills in the form that asks for a name.</summary>
    public async Task GivesName(string name)
    {
        await Tab.Locator("#name").FillAsync(name);
        await Tab.Locator("#name").PressAsync("Enter");
    }

    /// <summary>The page is in the room.</summary>
    public Task IsConnected() => Has("connection", "open");

    /// <summary>The page shows this state of its connection: open, connecting, offline or ended.</summary>
    public Task Has(string data, string value) => Expect(Tab.Locator("body")).ToHaveAttributeAsync($"data-{data}", value);

    /// <summary>Types a line and sends it.</summary>
    public async Task Says(string text)
    {
        await Box.FillAsync(text);
        await Box.PressAsync("Enter");
    }

    /// <summary>These lines, and no others, have been said, in this order.</summary>
    public async Task Shows(params string[] texts) => await Expect(Texts).ToHaveTextAsync(texts);

    /// <summary>These are the names of the lines that were said, in this order.</summary>
    public async Task ShowsNames(params string[] names) => await Expect(Said.Locator(".who")).ToHaveTextAsync(names);

    /// <summary>The last line that was said is this one.</summary>
    public async Task ShowsLast(string text) => await Expect(Texts.Last).ToHaveTextAsync(text);

    /// <summary>The troubles so far, which a test expects.</summary>
    public string[] TakeTroubles()
    {
        var troubles = _troubles.ToArray();
        _troubles.Clear();
        return troubles;
    }

    public async ValueTask DisposeAsync()
    {
        await (_ownsContext ? Tab.Context.CloseAsync() : Tab.CloseAsync());
        Assert.That(_troubles, Is.Empty, "the page met trouble");
    }

    private void Note(IConsoleMessage message)
    {
        var isLoss = message.Text.Contains("ERR_") || message.Text.Contains("WebSocket connection");
        if (message.Type is "error" or "warning" && !(MayLoseConnection && isLoss))
        {
            _troubles.Enqueue($"{message.Type}: {message.Text} ({message.Location})");
        }
    }
}
