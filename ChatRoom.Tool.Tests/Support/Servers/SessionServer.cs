using System.Net;
using System.Net.Sockets;
using System.Text;
using ChatRoom.Protocol.Typed;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Time;

namespace ChatRoom.Tests.Support.Servers;

/// <summary>
/// A model of a server that keeps sessions and a log, and whose connections die after so many bytes: the
/// first so many behind its welcome, the others from their very first on, until no cut is left. Serves one
/// client, one connection after the other.
/// </summary>
internal sealed class SessionServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Queue<int> _cuts;
    private readonly List<string> _events = [];
    private readonly List<(long First, long Last)> _refused = [];
    private readonly List<string> _together = [];
    private readonly Task _serving;
    private Socket? _client;
    private string _session = "";
    private long _dealt;
    private long _awaited;
    private long _untold;
    private int _left;

    /// <param name="cuts">After how many bytes each connection dies.</param>
    /// <param name="log">What was said before anybody came.</param>
    public SessionServer(IEnumerable<int> cuts, params string[] log)
    {
        _cuts = new Queue<int>(cuts);
        Array.ForEach(log, text => Append("alice", text));
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _serving = ServeAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>What the client said, in the order of the room.</summary>
    public List<string> Said { get; } = [];

    /// <summary>Connections that there were.</summary>
    public int Connections { get; private set; }

    /// <summary>A line that begins so is refused.</summary>
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
        _left = isFirst || _cuts.Count == 0 ? int.MaxValue : _cuts.Dequeue();
        (_awaited, _untold) = (0, 0);
        _together.Clear();
        try
        {
            await TellAsync(client, "NAME");
            if (!await client.HearsAtLeast(3, "a name"))
            {
                return;
            }

            await client.HearsBytes("ci\0");
            await TellAsync(client, "chatroom/1 9.9.9 model\n");
            while (await client.NextLineOrEnd() is { } line && await AnswerAsync(client, line))
            {
                if (isFirst && _left == int.MaxValue && _cuts.Count > 0)
                {
                    _left = _cuts.Dequeue();
                }
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException or EndOfStreamException)
        {
            // Cut by us, or by the client.
        }
    }

    /// <summary>False where the client says goodbye.</summary>
    private async Task<bool> AnswerAsync(TestPeer client, string line)
    {
        var kind = Parse(line, out var number, out var text, out var options);
        switch (kind)
        {
            case ClientLineKind.Join or ClientLineKind.Send or ClientLineKind.Watch:
                await LetInAsync(client, kind, options);
                return true;
            case ClientLineKind.Together:
                _awaited = number;
                return true;
            case ClientLineKind.Say when number <= _dealt:
                break;
            case ClientLineKind.Say when number != _dealt + _together.Count + 1:
                throw new InvalidOperationException($"line {number} came behind {_dealt}");
            case ClientLineKind.Say when _awaited > 0:
                _together.Add(text);
                if (_together.Count < _awaited)
                {
                    return true;
                }

                _awaited = 0;
                await DealAsync(client, number, [.. _together]);
                _together.Clear();
                break;
            case ClientLineKind.Say:
                await DealAsync(client, number, text);
                break;
            default:
                return false;
        }

        // What comes at once and is refused is told with one line.
        if (_untold == 0 || !client.HasLine)
        {
            await TellRefusedAsync(client);
            await TellAsync(client, $"ack {_dealt} {_events.Count}\n");
        }

        return true;
    }

    private async Task LetInAsync(TestPeer client, ClientLineKind kind, string[] options)
    {
        var session = options.FirstOrDefault(option => option.StartsWith("session=", StringComparison.Ordinal));
        var resumed = options.FirstOrDefault(option => option.StartsWith("resume=", StringComparison.Ordinal));
        if (resumed is not null && resumed["resume=".Length..] != _session)
        {
            await TellAsync(client, "error session-forgotten 0 Begin another.\n");
            return;
        }

        if (session is not null)
        {
            (_session, _dealt) = (session["session=".Length..], 0);
            _refused.Clear();
        }

        var name = kind == ClientLineKind.Watch ? "" : " ci";
        var after = options.FirstOrDefault(option => option.StartsWith("after=", StringComparison.Ordinal))?["after=".Length..];
        var from = after is not null ? int.Parse(after) : options.Contains("all") ? 0 : _events.Count;
        var answer = new StringBuilder();
        answer.Append(kind == ClientLineKind.Watch ? "" : $"session {_dealt}\n");
        answer.AppendJoin("", _refused.Select(run => Refuse("refused-before", run.First, run.Last)));
        answer.Append(kind == ClientLineKind.Send ? "" : "log lobby model\n");
        answer.Append(kind == ClientLineKind.Watch
            ? $"watching lobby {_events.Count} 1700000000000 {from + 1}\n"
            : $"welcome lobby{name} {_events.Count} 1700000000000 1\n");
        answer.AppendJoin("", kind == ClientLineKind.Send ? [] : _events.Skip(from));
        await TellAsync(client, answer.ToString());
    }

    /// <summary>Says the lines or refuses them; it is done before anybody is told.</summary>
    private async Task DealAsync(TestPeer client, long number, params string[] texts)
    {
        _dealt = number;
        if (texts.Any(text => text.StartsWith(Refusable, StringComparison.Ordinal)))
        {
            // Of a group one is told.
            NoteRefused(number - texts.Length + 1, number);
            _untold = _untold == 0 ? number : _untold;
            return;
        }

        Said.AddRange(texts);
        var before = _events.Count;
        Array.ForEach(texts, text => Append("ci", text));
        await TellRefusedAsync(client);
        await TellAsync(client, string.Concat(_events.Skip(before)));
    }

    /// <summary>Every third connection tells again of what was refused right before, too.</summary>
    private async Task TellRefusedAsync(TestPeer client)
    {
        if (_untold > 0)
        {
            var (first, last) = _refused[^1];
            await TellAsync(client, Refuse("full", Connections % 3 == 0 ? first : _untold, last));
            _untold = 0;
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

    private async Task TellAsync(TestPeer client, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length <= _left)
        {
            _left -= _left == int.MaxValue ? 0 : bytes.Length;
            await client.Sends(bytes);
            return;
        }

        // Every other connection ends politely, so that what was sent arrives; the others take it with them.
        await client.Sends(bytes[.._left]);
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
