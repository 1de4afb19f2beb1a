using System.Text.RegularExpressions;
using ChatRoom.Tests.Support;
using NUnit.Framework;

namespace ChatRoom.Tests.Transcripts;

/// <summary>
/// Plays each transcript of this folder against a real server. A line is one step:
/// <c>NAME connects</c>, <c>NAME > TEXT</c> sends a line, <c>NAME >> TEXT</c> sends without a line end,
/// <c>NAME &lt; TEXT</c> hears a line, <c>NAME &lt;&lt; TEXT</c> hears bytes, <c>NAME closes</c> its side,
/// <c>NAME dies</c>, <c>NAME hears the end</c>, and <c>time passes: MILLISECONDS for COUNT</c>
/// once that many wait for it, or one.
/// <c>\0 \r \n \t \e \xNN</c> stand for bytes; # begins a remark.
/// </summary>
internal sealed partial class TranscriptTests
{
    private readonly ManualTime _time = new();
    private readonly Dictionary<string, TestPeer> _peers = [];

    private static IEnumerable<TestCaseData> Transcripts() =>
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Transcripts"), "*.txt")
            .SelectMany(file => new[] { false, true }.Select(portable =>
                new TestCaseData(file, portable).SetArgDisplayNames(
                    Path.GetFileNameWithoutExtension(file), portable ? "portable" : "native")));

    [TestCaseSource(nameof(Transcripts))]
    public async Task A_transcript_happens_as_it_is_written(string file, bool portable)
    {
        await using var server = RunningServer.Start(RunningServer.Options with { Time = _time, Portable = portable });
        var number = 0;
        foreach (var line in await File.ReadAllLinesAsync(file))
        {
            number++;
            if (line.Length > 0 && line[0] != '#')
            {
                await PlayAsync(server, line, $"{Path.GetFileName(file)} line {number}: {line}");
            }
        }
    }

    [TearDown]
    public void DisposePeers()
    {
        foreach (var peer in _peers.Values)
        {
            peer.Dispose();
        }
    }

    private async Task PlayAsync(RunningServer server, string line, string where)
    {
        if (line.StartsWith("time passes: ", StringComparison.Ordinal))
        {
            var words = line.Split(' ');
            await _time.Passes(TimeSpan.FromMilliseconds(int.Parse(words[2])), words.Length > 4 ? int.Parse(words[4]) : 1);
            return;
        }

        var step = Step().Match(line);
        Assert.That(step.Success, $"{where}: no such step");
        var name = step.Groups["name"].Value;
        if (step.Groups["act"].Value == "connects")
        {
            _peers[name] = await server.ConnectAsync();
            return;
        }

        try
        {
            await PlayAsync(_peers[name], step.Groups["act"].Value, Unescape(step.Groups["text"].Value));
        }
        catch (AssertionException failure)
        {
            throw new AssertionException($"{where}\n{failure.Message}");
        }
    }

    private static async Task PlayAsync(TestPeer peer, string act, string text)
    {
        switch (act)
        {
            case ">":
                await peer.Sends(Bytes(text + "\n"));
                break;
            case ">>":
                await peer.Sends(Bytes(text));
                break;
            case "<":
                Assert.That(await peer.NextLine($"\"{text}\""), Is.EqualTo(text));
                break;
            case "<<":
                await peer.HearsBytes(text);
                break;
            case "closes":
                peer.ClosesItsSide();
                break;
            case "dies":
                peer.Dies();
                break;
            default:
                Assert.That(await peer.HearsToTheEnd(), Is.Empty);
                break;
        }
    }

    private static string Unescape(string text) => Escape().Replace(text, escape => escape.Value[1] switch
    {
        '0' => "\0",
        'r' => "\r",
        'n' => "\n",
        't' => "\t",
        'e' => "\e",
        // A lone byte travels through strings as a private character, and becomes itself on the wire.
        _ => ((char)(0xE000 + Convert.ToInt32(escape.Value[2..], 16))).ToString(),
    });

    private static byte[] Bytes(string text) =>
        [.. text.EnumerateRunes().SelectMany(rune => rune.Value is >= 0xE000 and <= 0xE0FF
            ? [(byte)rune.Value]
            : System.Text.Encoding.UTF8.GetBytes(rune.ToString()))];

    [GeneratedRegex(@"^(?<name>\S+) (?<act>connects|>>|<<|>|<|closes|dies|hears the end)(?: (?<text>.*))?$")]
    private static partial Regex Step();

    [GeneratedRegex(@"\\(?:[0rnte]|x[0-9A-Fa-f]{2})")]
    private static partial Regex Escape();
}
