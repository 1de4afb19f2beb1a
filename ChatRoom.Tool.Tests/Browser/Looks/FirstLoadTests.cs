using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Browser.Looks;

internal sealed class FirstLoadTests
{
    private const int MostBytes = 60 * 1024;

    [Test]
    public async Task The_first_load_is_at_most_60_KB_in_two_round_trips()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        await using var window = await Chromium.NewContextAsync();
        var tab = await window.NewPageAsync();
        var bytes = 0;
        var urls = new List<string>();
        tab.RequestFinished += async (_, request) =>
        {
            var sizes = await request.SizesAsync();
            urls.Add($"{request.Url} {sizes.ResponseBodySize} + {sizes.ResponseHeadersSize}");
            bytes += sizes.ResponseBodySize + sizes.ResponseHeadersSize;
        };

        await tab.GotoAsync(server.Web!.AbsoluteUri, new() { WaitUntil = Microsoft.Playwright.WaitUntilState.NetworkIdle });

        TestContext.Out.WriteLine($"{bytes} bytes:\n{string.Join('\n', urls)}");
        Assert.That(urls, Has.Count.GreaterThanOrEqualTo(3));
        Assert.That(bytes, Is.InRange(1, MostBytes));
        // Each asset is named in the page itself, so that none waits for another.
        var initiators = await tab.EvaluateAsync<string[]>("() => performance.getEntriesByType('resource').map((one) => one.initiatorType)");
        Assert.That(initiators, Is.All.AnyOf("link", "script", "img", "other"));
    }
}
