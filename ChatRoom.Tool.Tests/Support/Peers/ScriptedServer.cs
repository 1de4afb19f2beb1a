using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Time;

namespace ChatRoom.Tests.Support.Peers;

/// <summary>A server whose bytes a test writes. It accepts one client at a time, and returns a peer for it.</summary>
internal sealed class ScriptedServer : IDisposable
{
    /// <summary>The options of a client that may reconnect: its session, where to continue, and the log; and of one on a terminal.</summary>
    private const string ReconnectWords = @"( (session|resume)=[0-9a-z]{16,32})?( (after|last)=\d+)?( log(=\w+)?)?( answers)?( elsewhere)?";

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <param name="port">The port of an earlier server; 0: a free one.</param>
    public ScriptedServer(int port = 0)
    {
        _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        _listener.Listen();
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
    }

    public IPEndPoint EndPoint { get; }

    public async Task<TestPeer> AcceptAsync()
    {
        using var timeout = new CancellationTokenSource(TestTimeout.Limit);
        return new TestPeer(await _listener.AcceptAsync(timeout.Token));
    }

    /// <summary>Accepts a client, and answers its name, its greeting and its join.</summary>
    public Task<TestPeer> WelcomeAsync(string name) => WelcomeLikeAsync(name, $"^join lobby {name}( numbered)?{ReconnectWords}$");

    /// <summary>The same for a client that enters with this line.</summary>
    public Task<TestPeer> WelcomeAsync(string name, string entering) => WelcomeLikeAsync(name, $"^{Regex.Escape(entering)}{ReconnectWords}$");

    /// <summary>Accepts a client that reads from a place without joining. The room is empty so far.</summary>
    public async Task<TestPeer> WatchedAsync(string since, string? name = null)
    {
        var client = await GreetAsync(name ?? Nickname.MakeAcceptable(Environment.UserName).ToString());
        await client.HearsLike($"^watch lobby {since}{ReconnectWords}$");
        await client.Says("watching lobby 0 1700000000000 1");
        return client;
    }

    /// <summary>Accepts a client, and answers its name with the greeting.</summary>
    public async Task<TestPeer> GreetAsync(string name)
    {
        var client = await AcceptAsync();
        await client.Sends("NAME");
        await client.HearsBytes($"{name}\0");
        await client.Says("chatroom/1 9.9.9 scripted");
        return client;
    }

    private async Task<TestPeer> WelcomeLikeAsync(string name, string entering)
    {
        var client = await GreetAsync(name);
        await client.HearsLike(entering);
        await client.Says($"welcome lobby {name} 0 1700000000000 1");
        return client;
    }

    public void Dispose() => _listener.Dispose();
}
