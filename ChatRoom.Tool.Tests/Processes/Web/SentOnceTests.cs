using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Web;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Web;

/// <summary>A text with an Idempotency-Key is said once, even if the server is killed.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class SentOnceTests
{
    private const int Senders = 4;
    private const int Texts = 40;
    private const int Kills = 5;

    private readonly SemaphoreSlim _said = new(0);

    [Test]
    public async Task Scripts_that_repeat_their_requests_say_everything_once_over_kills_of_the_server()
    {
        using var folder = new ScratchDirectory();
        var port = FreePort.Find();
        using var script = new HttpScript(new Uri($"http://127.0.0.1:{port}/"));
        var sending = Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => SendAllAsync(script, sender)));
        for (var kill = 0; kill < Kills; kill++)
        {
            var (server, _) = await ToolProcess.StartServerAsync("--web", $"{port}", "--data", folder["log"]);
            await using (server)
            {
                for (var text = 0; text < Senders * Texts / (Kills + 1) && !sending.IsCompleted; text++)
                {
                    await Task.WhenAny(_said.WaitAsync(), sending);
                }

                await server.IsSent("KILL");
                await server.Exits();
            }
        }

        var (last, _) = await ToolProcess.StartServerAsync("--web", $"{port}", "--data", folder["log"]);
        await using (last)
        {
            await sending;
            var lines = (await script.Gets("/lobby?poll&types=message&format=text"))["200 ".Length..].Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.That(lines, Has.Length.EqualTo(Senders * Texts * 2));
            for (var sender = 0; sender < Senders; sender++)
            {
                var said = lines.Where(line => line.StartsWith($"s{sender}: ", StringComparison.Ordinal));
                Assert.That(said, Is.EqualTo(Enumerable.Range(0, Texts).SelectMany(text => new[] { $"s{sender}: {text}", $"s{sender}: and more of {text}" })));
            }
        }
    }

    private async Task SendAllAsync(HttpScript script, int sender)
    {
        for (var text = 0; text < Texts; text++)
        {
            while (!await TrySendAsync(script, sender, text))
            {
                await Task.Yield();
            }

            _said.Release();
        }
    }

    /// <summary>Says a text; false: the server was killed meanwhile, or another request of ours is still under way.</summary>
    private static async Task<bool> TrySendAsync(HttpScript script, int sender, int text)
    {
        try
        {
            var answer = await script.Posts($"/lobby?name=s{sender}", $"{text}\nand more of {text}\n", "Idempotency-Key", $"text {text}");
            Assert.That(answer, Does.StartWith("200 ").Or.StartsWith("409 ").Or.StartsWith("503 "));
            return answer.StartsWith("200 ", StringComparison.Ordinal);
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException)
        {
            return false;
        }
    }
}
