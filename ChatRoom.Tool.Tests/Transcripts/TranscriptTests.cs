using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Transcripts;

/// <summary>
/// Plays each transcript of this folder against a real server. A line is one step:
/// <c>NAME connects</c>, <c>NAME > TEXT</c> sends a line, <c>NAME >> TEXT</c> sends without a line end,
/// <c>NAME &lt; TEXT</c> hears a line, <c>NAME &lt;&lt; TEXT</c> hears bytes, <c>NAME closes</c> its side,
/// <c>NAME dies</c> with a reset, <c>NAME hears the end</c>, and <c>time passes: MILLISECONDS for COUNT</c>, after COUNT timers of
/// this length are set (default: one).
/// <c>\0 \r \n \t \e \xNN</c> stand for bytes; # begins a comment.
/// </summary>
internal sealed class TranscriptTests
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

        var step = TranscriptStep.Parse(line);
        Assert.That(step, Is.Not.Null, $"{where}: no such step");
        if (step!.Act == "connects")
        {
            _peers[step.Name] = await server.ConnectAsync();
            return;
        }

        try
        {
            await PlayAsync(_peers[step.Name], step);
        }
        catch (AssertionException failure)
        {
            throw new AssertionException($"{where}\n{failure.Message}");
        }
    }

    private static async Task PlayAsync(TestPeer peer, TranscriptStep step)
    {
        switch (step.Act)
        {
            case ">" or ">>":
                await peer.Sends(step.Bytes);
                break;
            case "<":
                Assert.That(await peer.NextLine($"\"{step.Text}\""), Is.EqualTo(step.Text));
                break;
            case "<<":
                await peer.HearsBytes(step.Text);
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
}
