using System.Globalization;
using System.Text.RegularExpressions;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Support.Cluster;

/// <summary>
/// A program that reads the lobby from the first event on. It may go on at any server, after the last event that it has; the test
/// fails if an id is missing or comes twice, or if a server has another log.
/// </summary>
internal sealed partial class EventReader : IDisposable
{
    private TestPeer? _peer;
    private string _log = "";

    /// <summary>The events so far, each as a line.</summary>
    public List<string> Events { get; } = [];

    /// <summary>The texts of the messages so far.</summary>
    public string[] Said => [.. Events.Select(line => SaidPattern().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value)];

    public static Task<EventReader> ReadsAt(RunningServer server) => ReadsAt(server.EndPoint.Port);

    public static async Task<EventReader> ReadsAt(int port)
    {
        var reader = new EventReader();
        await reader.GoesTo(port);
        return reader;
    }

    /// <summary>Leaves its server, and goes on at another one.</summary>
    public Task GoesTo(RunningServer server) => GoesTo(server.EndPoint.Port);

    public async Task GoesTo(int port)
    {
        _peer?.Dispose();
        _peer = await TestPeer.ConnectAsync(port);
        await _peer.HearsBytes("NAME");
        await _peer.Sends("reader\0");
        await _peer.HearsLike("^chatroom/1 ");
        await _peer.Says(_log.Length == 0 ? "watch lobby all log" : $"watch lobby after={Events.Count} log={_log}");
        var answer = await _peer.HearsLike("^log lobby [0-9a-f]{16}$");
        Assert.That(_log, Is.EqualTo("").Or.EqualTo(answer.Split(' ')[2]), "all servers have the same log");
        _log = answer.Split(' ')[2];
        await _peer.HearsLike("^watching lobby ");
    }

    /// <summary>Reads up to an event that ends like this.</summary>
    public async Task ReadsUpTo(string end)
    {
        do
        {
            await ReadsNext($"events up to \"{end}\"");
        }
        while (!Events[^1].EndsWith(end, StringComparison.Ordinal));
    }

    /// <summary>Reads the next event.</summary>
    public async Task ReadsNext(string expected = "an event")
    {
        var count = Events.Count;
        while (Events.Count == count)
        {
            var line = await _peer!.NextLine($"{expected}; so far there are {Events.Count}, the last is \"{Events.LastOrDefault()}\"");
            if (EventPattern().Match(line) is { Success: true } match)
            {
                Assert.That(long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture), Is.EqualTo(Events.Count + 1), $"ids are dense: {line}");
                Events.Add(line);
            }
            else
            {
                Assert.That(line, Does.Match("^(servers|subject|notice|ping) "));
            }
        }
    }

    public void Dispose() => _peer?.Dispose();

    [GeneratedRegex("^(message|bot|action|join|leave|rename|topic|announcement|start) ([0-9]+) ")]
    private static partial Regex EventPattern();

    [GeneratedRegex("^message [0-9]+ [0-9]+ lobby [^ ]+ (.*)$")]
    private static partial Regex SaidPattern();
}
