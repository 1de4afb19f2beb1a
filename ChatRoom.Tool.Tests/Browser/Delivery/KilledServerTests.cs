using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace ChatRoom.Tests.Browser.Delivery;

/// <summary>Two pages and two programs with curl send, while the server is killed with SIGKILL and started again.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class KilledServerTests : IDisposable
{
    private const int LinesBetweenKills = 12;

    private readonly ScratchDirectory _folder = new();
    private readonly int _port = FreePort.Find();
    private readonly int _webPort = FreePort.Find();

    private Uri Web => new($"http://127.0.0.1:{_webPort}/");

    [TestCase(3)]
    [TestCase(20, Explicit = true, Reason = "takes minutes")]
    public async Task A_killed_server_loses_no_line_of_a_page_or_of_curl_and_repeats_none(int kills)
    {
        Requires.Program("curl");
        var count = LinesBetweenKills * (kills + 1);
        var server = await StartServerAsync();
        try
        {
            await using var alice = await JoinAsync("alice");
            await using var bob = await JoinAsync("bob");
            var said = new SemaphoreSlim(0);
            var senders = Task.WhenAll(
                TypeAsync(alice, "alice", count, said), TypeAsync(bob, "bob", count, said), PostAsync("carl", count, said), PostAsync("dora", count, said));
            for (var kill = 0; kill < kills; kill++)
            {
                // Four senders send at the same time.
                for (var line = 0; line < 4 * LinesBetweenKills && !senders.IsCompleted; line++)
                {
                    await Task.WhenAny(said.WaitAsync(), senders);
                }

                await server.IsSent("KILL");
                await server.DisposeAsync();
                server = await StartServerAsync();
            }

            await senders;
            await alice.IsConnected();
            await bob.IsConnected();
            var texts = await RecordedAsync();
            foreach (var name in (string[])["alice", "bob", "carl", "dora"])
            {
                Assert.That(texts.Where(text => text.StartsWith(name)), Is.EqualTo(Lines(name, count)), $"the lines of {name}");
            }

            // A page draws at most a thousand rows.
            var last = texts.TakeLast(500).ToArray();
            foreach (var page in (ChatPage[])[alice, bob])
            {
                await Expect(page.Tab.Locator("#log li[data-state=pending]")).ToHaveCountAsync(0);
                await page.ShowsLast(texts[^1]);
                Assert.That((await page.Texts.AllTextContentsAsync()).TakeLast(last.Length), Is.EqualTo(last));
            }
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string> Lines(string name, int count) => Enumerable.Range(1, count).Select(number => $"{name} {number}");

    private static async Task TypeAsync(ChatPage page, string name, int count, SemaphoreSlim said)
    {
        foreach (var line in Lines(name, count))
        {
            await page.Says(line);
            said.Release();
        }
    }

    private async Task<ToolProcess> StartServerAsync()
    {
        var start = ToolProcess.Start("server", "--port", $"{_port}", "--web", $"{_webPort}", "--data", _folder["data"]);
        return (await ToolProcess.ListensAsync(start)).Server;
    }

    private async Task<ChatPage> JoinAsync(string name)
    {
        var page = await ChatPage.JoinAsync(Web, name);
        page.MayLoseConnection = true;
        return page;
    }

    /// <summary>Sends each line by a curl of its own, again and again until the server has answered that it was said.</summary>
    private async Task PostAsync(string name, int count, SemaphoreSlim said)
    {
        foreach (var line in Lines(name, count))
        {
            int exitCode;
            do
            {
                await using var curl = ToolProcess.StartOther(
                    "curl", "--silent", "--show-error", "--fail", "--max-time", "5", "-H", $"Name: {name}", "-H", $"Idempotency-Key: {line}", "-d", line, $"{Web}lobby");
                exitCode = await curl.Exits();
                // Not 22: the server has answered with an error.
                Assert.That(exitCode, Is.Not.EqualTo(22), await curl.Errors);
            }
            while (exitCode != 0);
            said.Release();
        }
    }

    /// <summary>All texts in the server's log.</summary>
    private async Task<string[]> RecordedAsync()
    {
        await using var tail = ToolProcess.Start("tail", "--port", $"{_port}", "--poll", "--json");
        var lines = await tail.PrintsToTheEnd();
        return [.. lines.Split('\n').Where(line => line.Contains("\"type\":\"message\"") || line.Contains("\"type\":\"bot\""))
            .Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()!)];
    }
}
