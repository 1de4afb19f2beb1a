using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Web;

/// <summary>The commands that the documents show, with the real curl.</summary>
internal sealed class CurlTests
{
    [SetUp]
    public void RequireCurl() => Requires.Program("curl");

    [Test]
    public async Task Curl_says_something_and_reads_a_room()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var alice = await server.JoinAsync("alice");
        await using var reader = Curl("-N", $"{server.Web}lobby?since=10m");
        await reader.PrintsLike("^{\"id\":1,.*\"type\":\"join\"");

        await using var sender = Curl("-d", "built", $"{server.Web}lobby");
        await sender.Prints("{\"room\":\"lobby\",\"id\":2,\"count\":1}");
        await alice.Hears("web: built");
        await reader.PrintsLike("\"name\":\"web\",\"text\":\"built\"}$");
        await alice.SaysAndHears("thanks");
        await reader.PrintsLike("\"name\":\"alice\",\"text\":\"thanks\"}$");
    }

    [Test]
    public async Task Curl_sends_a_pipe_of_lines_under_a_name_and_a_password()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb with { Password = new("secret"u8) });
        await using var sender = Curl("-u", "ci:secret", "--data-binary", "@-", $"{server.Web}builds");
        await sender.Reads("one", "", "two & three = 4");
        sender.EndsItsInput();
        await sender.Prints("{\"room\":\"builds\",\"id\":2,\"count\":2}");

        await using var poll = Curl("-u", ":secret", $"{server.Web}builds?poll&format=text");
        Assert.That(await poll.PrintsToTheEnd(), Is.EqualTo("ci: one\nci: two & three = 4\n"));
        await using var refused = Curl("-o", "/dev/null", "-w", "%{http_code}", "-d", "x", $"{server.Web}builds");
        Assert.That(await refused.PrintsToTheEnd(), Is.EqualTo("401"));
    }

    [Test]
    public async Task Curl_may_ask_before_it_sends_a_body()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        await using var sender = Curl("-H", "Expect: 100-continue", "-d", "x", $"{server.Web}lobby");
        await sender.Prints("{\"room\":\"lobby\",\"id\":1,\"count\":1}");
        await using var refused = Curl("-H", "Expect: 100-continue", "-d", "x", $"{server.Web}lobby?name=a+b");
        await refused.PrintsLike("\"error\":\"bad-name\"");
    }

    private static ToolProcess Curl(params string[] arguments) => ToolProcess.StartOther("curl", ["-sS", "--noproxy", "*", .. arguments]);
}
