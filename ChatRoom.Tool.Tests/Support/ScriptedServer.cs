using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using ChatRoom.Protocol;

namespace ChatRoom.Tests.Support;

/// <summary>A server whose every byte a test decides: it accepts one client at a time and is that client's peer.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ScriptedServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    public async Task<TestPeer> AcceptAsync()
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        return new TestPeer(await _listener.AcceptAsync(patience.Token));
    }

    /// <summary>Accepts a client and goes with it through naming, greeting and joining.</summary>
    public Task<TestPeer> WelcomeAsync(string name) => WelcomeLikeAsync(name, $"^join lobby {name}( numbered)?$");

    /// <summary>The same for a client that asks to enter with this line.</summary>
    public Task<TestPeer> WelcomeAsync(string name, string entering) => WelcomeLikeAsync(name, $"^{Regex.Escape(entering)}$");

    /// <summary>Accepts a client that wants to read from a place on without being there; nothing has been said so far.</summary>
    public async Task<TestPeer> WatchedAsync(string since)
    {
        var client = await AcceptAsync();
        await client.Sends("NAME");
        await client.HearsBytes($"{Nickname.MakeAcceptable(Environment.UserName)}\0");
        await client.Says("chatroom/1 9.9.9 scripted");
        await client.Hears($"watch lobby {since}");
        await client.Says("watching lobby 0 1700000000000 1");
        return client;
    }

    private async Task<TestPeer> WelcomeLikeAsync(string name, string entering)
    {
        var client = await AcceptAsync();
        await client.Sends("NAME");
        await client.HearsBytes($"{name}\0");
        await client.Says("chatroom/1 9.9.9 scripted");
        await client.HearsLike(entering);
        await client.Says($"welcome lobby {name} 0 1700000000000 1");
        return client;
    }

    public void Dispose() => _listener.Dispose();
}
