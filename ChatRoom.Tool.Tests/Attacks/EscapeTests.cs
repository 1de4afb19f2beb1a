using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Attacks;

/// <summary>
/// Clients send the whole corpus to a server through every input, while other clients read every output. Nothing in an output
/// affects a terminal, hides a part of a text, or breaks a line for a program.
/// </summary>
[Platform("Linux")]
[UnsupportedOSPlatform("windows")]
internal sealed partial class EscapeTests : IDisposable
{
    /// <summary>Clients as processes: a name for messages, and the command for a shell.</summary>
    private static readonly (string Name, string Words)[] Clients =
    [
        ("pipe", "chatroom client --name carl --keep-open --no-reconnect"),
        ("pipe with --json", "chatroom client --name jack --json --keep-open --no-reconnect"),
        ("tail", "chatroom tail --since all --no-reconnect"),
        ("tail with --json", "chatroom tail --since all --json --no-reconnect"),
        ("tail with --format", "chatroom tail --since all --format '%i %t %T %r %n %o %m' --no-reconnect"),
        ("exec", "chatroom exec --name exec --match exec --no-reconnect -- sh -c 'env | grep ^CHATROOM_; cat'"),
        ("terminal", "script -qfec 'TERM=xterm-256color chatroom client --name terry --history 0 --no-reconnect' /dev/null"),
        ("dumb terminal", "script -qfec 'TERM=dumb chatroom client --name dora --history 0 --no-reconnect' /dev/null"),
    ];

    /// <summary>The clients that join the room.</summary>
    private static readonly string[] Members = ["carl", "jack", "exec", "terry", "dora"];

    private readonly ScratchDirectory _folder = new();
    private readonly List<(string Name, string File, Task<int> End)> _processes = [];
    private readonly List<ToolProcess> _started = [];

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task Nothing_that_a_client_sends_affects_the_terminals_of_others([Values] bool isJson)
    {
        Requires.Program("script");
        File.WriteAllBytes(_folder["motd"], [.. Corpus.All.Take(45).SelectMany(one => (byte[])[.. Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(one.Bytes)), (byte)'\n'])]);
        var server = RunningServer.Start(
            RunningServer.Options with
            {
                DialectTimeout = TimeSpan.FromMilliseconds(50),
                KeyTimeout = TimeSpan.FromMilliseconds(50),
                OperatorPassword = new Password("sesame open"u8),
                MotdFile = _folder["motd"],
                Log = new LogOptions { Folder = _folder["data"] },
            },
            new EventOptions { Level = EventLevel.Debug, IsJson = isJson, ShowsAddresses = true });
        var outputs = new Dictionary<string, byte[]>();
        await using (server)
        {
            var port = server.EndPoint.Port;
            using var boss = await ByteRecorder.OpenAsync(port, "boss\n/op sesame open\n"u8.ToArray(), "You are an operator now");
            using var nora = await ByteRecorder.OpenAsync(port, "nora\n"u8.ToArray(), "Connected to server!");
            using var tia = await ByteRecorder.OpenAsync(port, "tia\0join lobby tia\n"u8.ToArray(), "welcome ");
            using var tom = await ByteRecorder.OpenAsync(port, "tom"u8.ToArray(), "Connected to server!");
            foreach (var (name, words) in isJson ? Clients : [])
            {
                Start(name, words, port);
            }

            foreach (var name in isJson ? Members : [])
            {
                await nora.HearsAsync($"\n{name} joined!");
            }

            await TalkAsync(server, boss);
            server.Stop();

            outputs["an operator in the line dialect"] = await boss.HearsToTheEndAsync();
            outputs["the line dialect"] = await nora.HearsToTheEndAsync();
            outputs["the typed dialect"] = await tia.HearsToTheEndAsync();
            outputs["the tutorial's dialect"] = await tom.HearsToTheEndAsync();
        }

        foreach (var (name, file, end) in _processes)
        {
            Assert.That(await end, Is.AnyOf(0, 3, 4, 5), name);
            outputs[name] = WithoutOwnSequences(name, await File.ReadAllBytesAsync(file));
            outputs[$"{name}, standard error"] = await File.ReadAllBytesAsync(file + ".err");
        }

        outputs["the server's log"] = Encoding.UTF8.GetBytes($"{server.Log}");
        foreach (var file in Directory.GetFiles(_folder["data"], "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".index", StringComparison.Ordinal)))
        {
            outputs[$"the file {Path.GetRelativePath(_folder["data"], file)}"] = await File.ReadAllBytesAsync(file);
        }

        Check(outputs, isJson);
    }

    [TearDown]
    public async Task EndProcesses()
    {
        foreach (var process in _started)
        {
            await process.DisposeAsync();
        }
    }

    private static async Task TalkAsync(RunningServer server, ByteRecorder boss)
    {
        foreach (var speaker in CorpusSpeaker.All)
        {
            await speaker.SpeakAsync(server.EndPoint.Port);
        }

        // An operator's reason is sent to all members and to the banned client. It is also in the log and in the list of bans.
        for (var number = 0; number < Corpus.All.Length; number++)
        {
            using var victim = await ByteRecorder.OpenAsync(server.EndPoint.Port, Encoding.ASCII.GetBytes($"z{number}\n"), "Connected to server!");
            var command = number % 2 == 0 ? $"/kick z{number} because " : $"/ban z{number} 1h because ";
            var reason = Array.FindAll(Corpus.All[number].Bytes, value => value is not ((byte)'\r' or (byte)'\n'));
            await boss.SaysAsync([.. Encoding.ASCII.GetBytes(command), .. reason, .. "\n/say the boss says "u8, .. reason, (byte)'\n']);
            Corpus.IsSafe(await victim.HearsToTheEndAsync(), $"the last lines to a client removed for '{Corpus.All[number]}'");
        }

        await boss.SaysAsync("/bans\nthe end\n"u8.ToArray());
        await boss.HearsAsync("\nboss: the end");
        using var last = await ByteRecorder.OpenAsync(server.EndPoint.Port, "last\n/history 1000\n/quit\n"u8.ToArray(), "the end");
        Corpus.IsSafe(await last.HearsToTheEndAsync(), "the answer to /history");
    }

    private void Start(string name, string words, int port)
    {
        var file = _folder[$"client{_processes.Count}"];
        var process = ToolProcess.StartOtherWith(
            [("CHATROOM_PORT", $"{port}"), ("PATH", $"{Path.GetDirectoryName(ToolProcess.ToolPath)}:{Environment.GetEnvironmentVariable("PATH")}"), ("LC_ALL", "C.UTF-8")],
            "sh", "-c", $"{words} >{file} 2>{file}.err");
        _started.Add(process);
        _processes.Add((name, file, process.Exits()));
    }

    /// <summary>Removes our client's own sequences: colours, the cursor, bracketed paste, the bell, and one of the base library.</summary>
    private static byte[] WithoutOwnSequences(string name, byte[] output) => !name.Contains("terminal", StringComparison.Ordinal)
        ? output
        : Encoding.Latin1.GetBytes(OwnSequence().Replace(Encoding.Latin1.GetString(output), ""));

    private static void Check(Dictionary<string, byte[]> outputs, bool isJson) => Assert.Multiple(() =>
    {
        foreach (var (where, bytes) in outputs)
        {
            Corpus.IsSafe(bytes, where);
            if (!where.Contains("standard error", StringComparison.Ordinal) && !where.StartsWith("the file", StringComparison.Ordinal))
            {
                Assert.That(bytes, Has.Length.GreaterThan(500), $"{where}: {TestText.Shown(bytes)}");
            }

            if (where.EndsWith("json", StringComparison.Ordinal) || (isJson && where == "the server's log"))
            {
                IsJsonLines(where, bytes);
            }
        }

        Assert.That(outputs["the tutorial's dialect"], Has.All.LessThan(0x7F));
    });

    private static void IsJsonLines(string where, byte[] bytes)
    {
        foreach (var line in Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            try
            {
                using var parsed = JsonDocument.Parse(line);
                Array.ForEach([.. parsed.RootElement.EnumerateObject()], key => Corpus.IsSafe(key.Value.ToString(), $"{where}, {key.Name}"));
            }
            catch (JsonException wrong)
            {
                Assert.Fail($"{where}: {wrong.Message} in {TestText.Shown(line)}");
            }
        }
    }

    [GeneratedRegex(@"\r|\a|\e\[[0-9;]*[mABGJK]|\e\[\?(7|2004|2026)[hl]")]
    private static partial Regex OwnSequence();
}
