using System.Net;
using System.Net.Sockets;
using System.Text;
using ChatRoom.Protocol.Typed;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Time;

namespace ChatRoom.Tests.Support.Servers;

/// <summary>
/// A model of a server with sessions and a log, whose connections are cut after a number of bytes. The first connection counts
/// them from its welcome, the others from their first byte, until no cut is left. It serves one client, one connection at a time.
/// </summary>
internal sealed class SessionServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Queue<int> _cuts;
    private readonly List<string> _events = [];
    private readonly List<(long First, long Last)> _refused = [];
    private readonly List<string> _group = [];
    private readonly Task _serving;
    private Socket? _client;
    private string _session = "";
    private long _handled;
    private long _groupSize;
    private long _unanswered;
    private int _bytesLeft;

    /// <param name="cuts">The number of bytes after which each connection is cut.</param>
    /// <param name="log">Messages that are in the log from the start.</param>
    public SessionServer(IEnumerable<int> cuts, params string[] log)
    {
        _cuts = new Queue<int>(cuts);
        Array.ForEach(log, text => Append("alice", text));
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _serving = ServeAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>The client's texts, in the order of the room.</summary>
    public List<string> Said { get; } = [];

    /// <summary>The number of connections so far.</summary>
    public int Connections { get; private set; }

    /// <summary>A line that begins with this is refused.</summary>
    public static string Refusable => "no";

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        _client?.Dispose();
        await _serving.WaitAsync(TestTimeout.Limit);
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using (_client = await _listener.AcceptAsync())
                {
                    _client.NoDelay = true;
                    Connections++;
                    await ServeAsync(new TestPeer(_client));
                }
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TestPeer client)
    {
        var isFirst = Connections == 1;
        _bytesLeft = isFirst || _cuts.Count == 0 ? int.MaxValue : _cuts.Dequeue();
        (_groupSize, _unanswered) = (0, 0);
        _group.Clear();
        try
        {
            await SendAsync(client, "NAME");
            if (!await client.HearsAtLeast(3, "a name"))
            {
                return;
            }

            await client.HearsBytes("ci\0");
            await SendAsync(client, "chatroom/1 9.9.9 model\n");
            while (await client.NextLineOrEnd() is { } line && await AnswerAsync(client, line))
            {
                if (isFirst && _bytesLeft == int.MaxValue && _cuts.Count > 0)
                {
                    _bytesLeft = _cuts.Dequeue();
                }
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException or EndOfStreamException)
        {
            // This side or the client has cut the connection.
        }
    }

    /// <summary>False if the client leaves.</summary>
    private async Task<bool> AnswerAsync(TestPeer client, string line)
    {
        var kind = Parse(line, out var number, out var text, out var options);
        switch (kind)
        {
            case ClientLineKind.Join or ClientLineKind.Send or ClientLineKind.Watch:
                await AdmitAsync(client, kind, options);
                return true;
            case ClientLineKind.Together:
                _groupSize = number;
                return true;
            case ClientLineKind.Say when number <= _handled:
                break;
            case ClientLineKind.Say when number != _handled + _group.Count + 1:
                throw new InvalidOperationException($"line {number} came after {_handled}");
            case ClientLineKind.Say when _groupSize > 0:
                _group.Add(text);
                if (_group.Count < _groupSize)
                {
                    return true;
                }

                _groupSize = 0;
                await HandleAsync(client, number, [.. _group]);
                _group.Clear();
                break;
            case ClientLineKind.Say:
                await HandleAsync(client, number, text);
                break;
            default:
                return false;
        }

        // Lines that come together and are refused are answered with one line.
        if (_unanswered == 0 || !client.HasLine)
        {
            await SendRefusedAsync(client);
            await SendAsync(client, $"ack {_handled} {_events.Count}\n");
        }

        return true;
    }

    private async Task AdmitAsync(TestPeer client, ClientLineKind kind, string[] options)
    {
        var session = options.FirstOrDefault(option => option.StartsWith("session=", StringComparison.Ordinal));
        var resumed = options.FirstOrDefault(option => option.StartsWith("resume=", StringComparison.Ordinal));
        if (resumed is not null && resumed["resume=".Length..] != _session)
        {
            await SendAsync(client, "error session-forgotten 0 Begin another.\n");
            return;
        }

        if (session is not null)
        {
            (_session, _handled) = (session["session=".Length..], 0);
            _refused.Clear();
        }

        var name = kind == ClientLineKind.Watch ? "" : " ci";
        var after = options.FirstOrDefault(option => option.StartsWith("after=", StringComparison.Ordinal))?["after=".Length..];
        var from = after is not null ? int.Parse(after) : options.Contains("all") ? 0 : _events.Count;
        var answer = new StringBuilder();
        answer.Append(kind == ClientLineKind.Watch ? "" : $"session {_handled}\n");
        answer.AppendJoin("", _refused.Select(run => Refuse("refused-before", run.First, run.Last)));
        answer.Append(kind == ClientLineKind.Send ? "" : "log lobby model\n");
        answer.Append(kind == ClientLineKind.Watch
            ? $"watching lobby {_events.Count} 1700000000000 {from + 1}\n"
            : $"welcome lobby{name} {_events.Count} 1700000000000 1\n");
        answer.AppendJoin("", kind == ClientLineKind.Send ? [] : _events.Skip(from));
        await SendAsync(client, answer.ToString());
    }

    /// <summary>Accepts the lines or refuses them, before any answer is sent.</summary>
    private async Task HandleAsync(TestPeer client, long number, params string[] texts)
    {
        _handled = number;
        if (texts.Any(text => text.StartsWith(Refusable, StringComparison.Ordinal)))
        {
            // A refused group is answered once.
            NoteRefused(number - texts.Length + 1, number);
            _unanswered = _unanswered == 0 ? number : _unanswered;
            return;
        }

        Said.AddRange(texts);
        var before = _events.Count;
        Array.ForEach(texts, text => Append("ci", text));
        await SendRefusedAsync(client);
        await SendAsync(client, string.Concat(_events.Skip(before)));
    }

    /// <summary>Sends the refusals. Every third connection repeats those right before them.</summary>
    private async Task SendRefusedAsync(TestPeer client)
    {
        if (_unanswered > 0)
        {
            var (first, last) = _refused[^1];
            await SendAsync(client, Refuse("full", Connections % 3 == 0 ? first : _unanswered, last));
            _unanswered = 0;
        }
    }

    private void NoteRefused(long first, long last)
    {
        if (_refused.Count > 0 && _refused[^1].Last == first - 1)
        {
            first = _refused[^1].First;
            _refused.RemoveAt(_refused.Count - 1);
        }

        _refused.Add((first, last));
    }

    private static string Refuse(string code, long first, long last) => first == last
        ? $"error {code} {last} That may not be said.\n"
        : $"refused {code} {first} {last} That may not be said.\n";

    private void Append(string name, string text) => _events.Add($"message {_events.Count + 1} 1700000000000 lobby {name} {text}\n");

    private async Task SendAsync(TestPeer client, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length <= _bytesLeft)
        {
            _bytesLeft -= _bytesLeft == int.MaxValue ? 0 : bytes.Length;
            await client.Sends(bytes);
            return;
        }

        // Every other connection closes normally, so that the sent bytes arrive. The others are reset, and the bytes are lost.
        await client.Sends(bytes[.._bytesLeft]);
        if (Connections % 2 == 0)
        {
            client.Dies();
        }

        throw new EndOfStreamException();
    }

    private static ClientLineKind Parse(string line, out long number, out string text, out string[] options)
    {
        if (ClientLineParser.TryParse(Encoding.UTF8.GetBytes(line), out var parsed) != ParseResult.Ok)
        {
            throw new InvalidOperationException($"the client said \"{line}\"");
        }

        (number, text, options) = (parsed.Number, Encoding.UTF8.GetString(parsed.Text), [.. line.Split(' ').Skip(2)]);
        return parsed.Kind;
    }
}
