using System.Net.WebSockets;
using System.Text;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Support.Peers;

/// <summary>A client of a test on a WebSocket of the web door, which believes every certificate. One thread.</summary>
internal sealed class WebSocketPeer : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[64 << 10];
    private readonly Queue<string> _lines = new();

    /// <summary>The subprotocol that the server chose; null: none.</summary>
    public string? Subprotocol => _socket.SubProtocol;

    /// <summary>The code with which the server closed; null: it has not.</summary>
    public int? CloseCode => (int?)_socket.CloseStatus;

    /// <summary>Connects, and answers NAME as a program does.</summary>
    /// <param name="web">The URL of the web door.</param>
    public static async Task<WebSocketPeer> ConnectAsync(Uri web)
    {
        var peer = await OpenAsync(web, "chatroom.typed");
        Assert.That(await peer.NextMessage(), Is.EqualTo("NAME"));
        await peer.Sends("web\0");
        await peer.HearsLike("^chatroom/1 ");
        return peer;
    }

    /// <summary>Connects, and sends nothing.</summary>
    /// <param name="subprotocols">What it offers, in the order of its preference.</param>
    public static async Task<WebSocketPeer> OpenAsync(Uri web, params IEnumerable<string> subprotocols)
    {
        var peer = new WebSocketPeer();
        foreach (var subprotocol in subprotocols)
        {
            peer._socket.Options.AddSubProtocol(subprotocol);
        }

        peer._socket.Options.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null;
        using var limit = new CancellationTokenSource(TestTimeout.Limit);
        await peer._socket.ConnectAsync(new UriBuilder(new Uri(web, "-/socket")) { Scheme = web.Scheme == "https" ? "wss" : "ws" }.Uri, limit.Token);
        return peer;
    }

    public static async Task<WebSocketPeer> JoinAsync(Uri web, string name)
    {
        var peer = await ConnectAsync(web);
        await peer.Says($"join lobby {name}");
        await peer.HearsLike($"^welcome lobby {name} ");
        await peer.HearsLike($@"^join \d+ \d+ lobby {name}$");
        return peer;
    }

    public Task Says(string line) => Sends($"{line}\n");

    public async Task Sends(string text) => await _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    /// <summary>The next line of the server.</summary>
    public async Task<string> NextLine()
    {
        while (_lines.Count == 0)
        {
            var message = await NextMessage() ?? throw new AssertionException("the server closed");
            Assert.That(message, Does.EndWith("\n"), "a message is whole lines");
            foreach (var line in message.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                _lines.Enqueue(line);
            }
        }

        return _lines.Dequeue();
    }

    public async Task HearsLike(string pattern) => Assert.That(await NextLine(), Does.Match(pattern));

    /// <summary>Completes when the server has closed the WebSocket.</summary>
    public async Task HearsClose() => Assert.That(await NextMessage(), Is.Null);

    /// <summary>The next whole message; null: the server closed.</summary>
    public async Task<string?> NextMessage()
    {
        var message = new StringBuilder();
        using var limit = new CancellationTokenSource(TestTimeout.Limit);
        while (true)
        {
            var received = await _socket.ReceiveAsync(_buffer, limit.Token);
            message.Append(Encoding.UTF8.GetString(_buffer, 0, received.Count));
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            if (received.EndOfMessage)
            {
                return message.ToString();
            }
        }
    }

    public void Dispose() => _socket.Dispose();
}
