using System.Reflection;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Time;
using Microsoft.Playwright;
using NUnit.Framework;

namespace ChatRoom.Tests.Browser;

/// <summary>The one Chromium of all tests. It starts when the first test needs it. Each page of a test has storage of its own.</summary>
[SetUpFixture]
internal sealed class Chromium
{
    /// <summary>A host that means this machine. Over plain http it is no secure context, unlike every loopback address.</summary>
    public const string InsecureHost = "chat.test";

    private static readonly Lazy<Task<(IPlaywright Driver, IBrowser Browser)>> Running = new(LaunchAsync);

    /// <summary>An empty browser window: no cookies, no storage, nothing shared with other tests.</summary>
    /// <param name="options">Null: a desktop in the light theme.</param>
    public static async Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions? options = null)
    {
        Requires.Linux();
        Requires.Program("chromium");
        var (_, browser) = await Running.Value;
        return await browser.NewContextAsync(options);
    }

    [OneTimeTearDown]
    public static async Task CloseAsync()
    {
        if (Running.IsValueCreated)
        {
            var (driver, browser) = await Running.Value;
            await browser.CloseAsync();
            driver.Dispose();
        }
    }

    private static async Task<(IPlaywright, IBrowser)> LaunchAsync()
    {
        var folder = typeof(Chromium).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "PlaywrightDriver").Value;
        Environment.SetEnvironmentVariable("PLAYWRIGHT_DRIVER_SEARCH_PATH", folder);
        Assertions.SetDefaultExpectTimeout((float)TestTimeout.Limit.TotalMilliseconds);
        var driver = await Playwright.CreateAsync();
        var browser = await driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            // Its sandbox needs rights that a container may not have. It only ever loads our own page.
            Args = ["--no-sandbox", $"--host-resolver-rules=MAP {InsecureHost} 127.0.0.1"],
        });
        return (driver, browser);
    }
}
