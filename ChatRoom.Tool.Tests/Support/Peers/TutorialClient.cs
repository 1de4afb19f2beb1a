using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Support.Peers;

/// <summary>
/// A stand-in for the tutorial's client. It answers a receive of NAME with its name. It prints any other receive as ASCII
/// with a line end, and fails at a byte that is not ASCII.
/// </summary>
internal sealed class TutorialClient : IAsyncDisposable
{
    private readonly string _name;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Channel<string> _screen = Channel.CreateUnbounded<string>();
    private readonly Channel<string> _receives = Channel.CreateUnbounded<string>();
    private Task _receiving = Task.CompletedTask;

    private TutorialClient(string name) => _name = name;

    public static async Task<TutorialClient> ConnectAsync(IPEndPoint server, string name)
    {
        var client = new TutorialClient(name);
        await client._socket.ConnectAsync(server);
        client._receiving = client.ReceiveAsync();
        return client;
    }

    /// <summary>Types a line.</summary>
    public async Task Types(string text) => await _socket.SendAsync(Encoding.ASCII.GetBytes($"{_name}: {text}"));

    /// <summary>Sends bytes that the real client would not send.</summary>
    public async Task Sends(byte[] bytes) => await _socket.SendAsync(bytes);

    /// <summary>The next lines on the screen are these.</summary>
    public async Task Prints(params string[] lines)
    {
        foreach (var line in lines)
        {
            Assert.That(await NextPrinted(), Is.EqualTo(line));
        }
    }

    /// <summary>The next line on the screen.</summary>
    public async Task<string> NextPrinted()
    {
        using var timeout = new CancellationTokenSource(TestTimeout.Limit);
        return await _screen.Reader.ReadAsync(timeout.Token);
    }

    /// <summary>The bytes of the next receive, without an added line end.</summary>
    public async Task<string> NextReceive()
    {
        using var timeout = new CancellationTokenSource(TestTimeout.Limit);
        return await _receives.Reader.ReadAsync(timeout.Token);
    }

    /// <summary>All bytes that it received; completes when the connection has ended.</summary>
    public async Task<string> ReceivesToTheEnd()
    {
        using var timeout = new CancellationTokenSource(TestTimeout.Limit);
        return string.Concat(await _receives.Reader.ReadAllAsync(timeout.Token).ToListAsync(timeout.Token));
    }

    /// <summary>Closes the socket, as the system does if the process is killed.</summary>
    public void IsKilled() => _socket.Dispose();

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _receiving;
    }

    private async Task ReceiveAsync()
    {
        var chunk = new byte[1024];
        try
        {
            int length;
            while ((length = await _socket.ReceiveAsync(chunk)) > 0)
            {
                if (chunk.AsSpan(0, length).SequenceEqual("NAME"u8))
                {
                    await _socket.SendAsync(Encoding.ASCII.GetBytes(_name));
                }
                else
                {
                    Print(chunk.AsSpan(0, length));
                }
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // The connection is gone; the real client would print that and end.
        }

        _screen.Writer.TryComplete();
        _receives.Writer.TryComplete();
    }

    private void Print(ReadOnlySpan<byte> chunk)
    {
        var text = Ascii.IsValid(chunk) ? Encoding.ASCII.GetString(chunk) : "(died of a byte that is not ASCII)";
        _receives.Writer.TryWrite(text);
        foreach (var line in text.Split('\n'))
        {
            _screen.Writer.TryWrite(line);
        }
    }
}
