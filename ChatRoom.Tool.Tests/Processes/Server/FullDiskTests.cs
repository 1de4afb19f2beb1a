using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Server;

/// <summary>A server with a full disk and its clients, and how they recover when there is room again.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class FullDiskTests
{
    private const string Padding = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
    private static readonly string Why = Refusal.NotWritten.Text;

    private ScratchDirectory _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new ScratchDirectory();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task A_client_in_a_pipe_reports_the_lost_lines_and_all_other_lines_are_found_everywhere()
    {
        List<string> sent;
        await using (var server = await LimitedDiskServer.StartAsync(_folder["log"]))
        {
            using var follower = await TestPeer.EnterAsync(server.Port, "watch lobby all", "^watching lobby ");
            await using var client = ToolProcess.StartClient(server.Port, "ci", "--quiet");
            await client.Reads([.. Lines(1, 100)]);
            sent = await TextsUpToAsync(follower, Lines(100, 100).Single());

            // No whole line fits now, but the beginning of one does.
            await server.HasRoomFor(LogFiles().Sum(file => new FileInfo(file).Length) + 50);
            await client.Reads([.. Lines(101, 300)]);
            await server.Process.PrintsLike("^messages in lobby are refused until the log can be written: cannot write .*: file too large$");
            await server.HasRoomAgain();
            await client.Reads([.. Lines(301, 400)]);
            client.EndsItsInput();

            Assert.That(await client.Exits(), Is.EqualTo(6));
            var refused = Refused(await client.Errors);
            Assert.That(refused, Is.Not.Empty.And.Unique.And.All.InRange(101, 300));
            sent.AddRange(await TextsUpToAsync(follower, Lines(400, 400).Single()));
            Assert.That(sent, Is.EqualTo(Enumerable.Range(1, 400).Except(refused).SelectMany(n => Lines(n, n))));
            await using var tail = ToolProcess.Start("tail", "--port", $"{server.Port}", "--since", "all", "--poll", "--types", "message");
            Assert.That(await tail.PrintsToTheEnd(), Is.EqualTo(string.Concat(sent.Select(text => $"ci: {text}\n"))));
            Assert.That(await server.StopAndReadLog(), Does.Match(@"^messages in lobby are written to the log again\nshutting down: \d connected\n$"));
        }

        Assert.That(
            LogFiles().SelectMany(File.ReadLines).Where(line => line.Contains(" message ")).Select(line => line.Split(' ', 8)[7]),
            Is.EqualTo(sent));
        await using var again = await LimitedDiskServer.StartAsync(_folder["log"]);
        using var reader = await TestPeer.EnterAsync(again.Port, "watch lobby all", "^watching lobby ");
        Assert.That(await TextsUpToAsync(reader, sent[^1]), Is.EqualTo(sent));
    }

    [Test]
    public async Task An_IRC_client_is_told_that_its_text_was_not_said()
    {
        var port = FreePort.Find();
        await using var server = await LimitedDiskServer.StartAsync(_folder["log"], arguments: ["--irc", $"{port}"]);
        using var wee = await IrcPeer.JoinAsync(port, "wee", "#lobby");
        await server.HasRoomFor(0);
        await wee.Asks("PRIVMSG #lobby :lost", $":irc.chatroom 404 wee #lobby :{Why}");
        await wee.Asks("JOIN #attic", $":irc.chatroom 403 wee #attic :{Why}");

        await server.HasRoomAgain();
        await wee.Asks("PRIVMSG #lobby :said");
        await using var tail = ToolProcess.Start("tail", "--port", $"{server.Port}", "--since", "all", "--poll", "--types", "message");
        Assert.That(await tail.PrintsToTheEnd(), Is.EqualTo("wee: said\n"));
    }

    [Test]
    public async Task Members_go_on_reading_and_newcomers_are_refused_until_there_is_room()
    {
        await using var server = await LimitedDiskServer.StartAsync(_folder["log"], arguments: "--verbose");
        using var alice = await TestPeer.JoinAsync(server.Port, "alice");
        await server.Process.Prints("alice joined from 127.0.0.1");
        using var bob = await TestPeer.JoinAsync(server.Port, "bob");
        await server.Process.Prints("bob joined from 127.0.0.1");
        await alice.Hears("bob joined!");

        await server.HasRoomFor(0);
        await alice.Sends("one\ntwo\nthree\n");
        await alice.Hears($"! 3 lines were not said: {Why}");
        await server.Process.PrintsLike("^messages in lobby are refused until the log can be written: ");
        await bob.Says("/who");
        await bob.Hears("# 2 here: alice bob");
        await using (var tail = ToolProcess.Start("tail", "--port", $"{server.Port}", "--since", "all", "--poll"))
        {
            Assert.That(await tail.PrintsToTheEnd(), Is.EqualTo("alice joined!\nbob joined!\n"));
            await server.Process.PrintsLike("^somebody watches ");
            await server.Process.PrintsLike("^somebody left: ");
        }

        using var dave = await TestPeer.ConnectAsync(server.Port);
        await dave.HearsBytes("NAME");
        await dave.Says("dave");
        await dave.HearsBytes($"! {Why}\nNAME");
        using var erin = await TestPeer.EnterAsync(server.Port, "join lobby erin", $"^error not-written 0 {Why}$");
        await using var frank = await TutorialClient.ConnectAsync(new(System.Net.IPAddress.Loopback, server.Port), "frank");
        await frank.Prints($"! {Why}");
        await frank.Types("am I in?");
        await frank.Prints($"! {Why}");
        await bob.Says("/quit");
        await server.Process.Prints("bob left: asked to leave");
        await alice.Says("/who");
        await alice.Hears("# 2 here: alice bob");

        await server.HasRoomAgain();
        await alice.Hears("bob left!");
        await alice.Says("again");
        await alice.Hears("alice: again");
        await dave.Says("dave");
        await dave.Hears("dave joined!", "Connected to server!");
        await erin.Says("join lobby erin");
        await erin.HearsLike("^welcome lobby erin 5 ");
        await erin.HearsLike("^join 6 ");
        await frank.Types("and now?");
        await frank.Prints("frank joined!", "Connected to server!");
        await erin.HearsLike("^join 7 .* frank$");
        await alice.Hears("dave joined!", "erin joined!", "frank joined!");

        var unread = await server.StopAndReadLog();
        Assert.That(unread, Does.StartWith("messages in lobby are written to the log again\n").And.Not.Contains("refused until"));
        Assert.That(Regex.Count(unread, "written to the log again"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_client_that_loses_its_connection_reconnects_when_there_is_room()
    {
        var port = FreePort.Find();
        await using var client = await LoseItsServerAsync(port);
        await using var server = await LimitedDiskServer.StartAsync(_folder["log"], port, hasRoom: false);
        await client.IsSent("CONT");
        await server.HasRoomAgain();
        client.EndsItsInput();
        Assert.That(await client.Exits(), Is.Zero);
        using var reader = await TestPeer.EnterAsync(port, "watch lobby all", "^watching lobby ");
        Assert.That(await TextsUpToAsync(reader, "last"), Is.EqualTo(["first", "last"]));
    }

    /// <summary>
    /// A client that has sent one line, has another one to send, and whose server was killed. It is stopped, so that it does not
    /// reconnect before the next server has printed its first lines.
    /// </summary>
    private async Task<ToolProcess> LoseItsServerAsync(int port)
    {
        await using var server = await LimitedDiskServer.StartAsync(_folder["log"], port);
        var client = ToolProcess.StartClient(port, "ci");
        await client.Reads("first");
        await client.Prints("ci joined!", "ci: first");
        await server.Process.IsSent("KILL");
        await server.Process.Exits();
        await client.Reads("last");
        await client.IsSent("STOP");
        return client;
    }

    private string[] LogFiles() => [.. Directory.GetFiles(Path.Combine(_folder["log"], "room-lobby"), "*.log").Order()];

    private static IEnumerable<string> Lines(int first, int last) => Enumerable.Range(first, last - first + 1).Select(n => $"{n} {Padding}");

    /// <summary>Reads the messages up to a text, and expects consecutive ids.</summary>
    private static async Task<List<string>> TextsUpToAsync(TestPeer reader, string last)
    {
        List<string> texts = [];
        for (long? before = null; texts.Count == 0 || texts[^1] != last;)
        {
            var fields = (await reader.NextLine()).Split(' ', 6);
            var id = long.Parse(fields[1]);
            Assert.That(before is null || id == before + 1, $"{id} came after {before}");
            before = id;
            if (fields[0] == "message")
            {
                texts.Add(fields[5]);
            }
        }

        return texts;
    }

    /// <summary>The numbers of the lines that a client reports as not said.</summary>
    private static List<int> Refused(string errors)
    {
        List<int> numbers = [];
        var sentences = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(sentences[^1], Is.EqualTo("chatroom: some lines were not said"));
        foreach (var sentence in sentences[..^1])
        {
            var match = Regex.Match(sentence, $"^chatroom: (line (?<first>[0-9]+) was|lines (?<first>[0-9]+) to (?<last>[0-9]+) were) not said: {Regex.Escape(Why)}$");
            Assert.That(match.Success, sentence);
            var first = int.Parse(match.Groups["first"].Value);
            numbers.AddRange(Enumerable.Range(first, match.Groups["last"].Success ? int.Parse(match.Groups["last"].Value) - first + 1 : 1));
        }

        return numbers;
    }
}
