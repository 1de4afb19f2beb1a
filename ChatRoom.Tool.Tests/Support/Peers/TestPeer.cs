using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Support.Peers;

/// <summary>The other end of a connection. Tests with it read like a script. The test fails if expected bytes do not come in time.</summary>
internal sealed class TestPeer(Socket socket, SslStream? encrypted = null) : IDisposable
{
    private readonly byte[] _buffer = new byte[64 << 10];
    private readonly List<byte> _unread = [];

    public Socket Socket => socket;

    /// <summary>The other end's certificate, as DER; null: without TLS.</summary>
    public byte[]? Certificate => encrypted?.RemoteCertificate?.GetRawCertData();

    /// <summary>Whether a line has come that is not read yet.</summary>
    public bool HasLine => _unread.Contains((byte)'\n');

    /// <summary>Connects to a server on this machine, and sends nothing.</summary>
    /// <param name="port">The server's port.</param>
    /// <param name="narrow">Whether its receive buffer is small, so that it is full soon if the test does not read.</param>
    /// <param name="from">Its own address; null: the usual one.</param>
    public static async Task<TestPeer> ConnectAsync(int port, bool narrow = false, IPAddress? from = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (narrow)
        {
            socket.ReceiveBufferSize = 4096;
        }

        if (from is not null)
        {
            socket.Bind(new IPEndPoint(from, 0));
        }

        await socket.ConnectAsync(IPAddress.Loopback, port);
        return new TestPeer(socket);
    }

    /// <summary>The same over TLS, with any certificate of the server.</summary>
    public static async Task<TestPeer> ConnectEncryptedAsync(int port, bool narrow = false)
    {
        var plain = await ConnectAsync(port, narrow);
        var stream = new SslStream(new NetworkStream(plain.Socket), leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate is not null);
        using var timeout = new CancellationTokenSource(TestTimeout.Limit);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, timeout.Token);
        return new TestPeer(plain.Socket, stream);
    }

    /// <summary>Connects to a server on this machine and joins in the line dialect.</summary>
    public static async Task<TestPeer> JoinAsync(int port, string name, bool narrow = false, IPAddress? from = null, bool isEncrypted = false)
    {
        var peer = isEncrypted ? await ConnectEncryptedAsync(port, narrow) : await ConnectAsync(port, narrow, from);
        await peer.HearsBytes("NAME");
        await peer.Says(name);
        await peer.Hears($"{name} joined!", "Connected to server!");
        return peer;
    }

    /// <summary>Connects to a server on this machine and joins in the typed dialect.</summary>
    public static async Task<TestPeer> JoinTypedAsync(int port, string name, bool narrow = false)
    {
        var peer = await ConnectAsync(port, narrow);
        await peer.HearsBytes("NAME");
        await peer.Sends($"{name}\0");
        await peer.HearsLike("^chatroom/1 ");
        await peer.Says($"join lobby {name}");
        await peer.HearsLike(@"^welcome lobby \S+ \d+ \d+ \d+$");
        await peer.HearsLike($@"^join \d+ \d+ lobby {name}$");
        return peer;
    }

    /// <summary>Connects to a server on this machine as a program, sends this line, and expects an answer of this pattern.</summary>
    public static async Task<TestPeer> EnterAsync(int port, string line, string answer, bool narrow = false)
    {
        var peer = await ConnectAsync(port, narrow);
        await peer.HearsBytes("NAME");
        await peer.Sends("ci\0");
        await peer.HearsLike("^chatroom/1 ");
        await peer.Says(line);
        await peer.HearsLike(answer);
        return peer;
    }

    /// <summary>Sends a line.</summary>
    public Task Says(string line) => Sends(line + "\n");

    public Task Sends(string text) => Sends(Encoding.UTF8.GetBytes(text));

    public async Task Sends(byte[] bytes)
    {
        using var timeout = new CancellationTokenSource(TestTimeout.Limit);
        if (encrypted is not null)
        {
            await encrypted.WriteAsync(bytes, timeout.Token);
            return;
        }

        for (var sent = 0; sent < bytes.Length;)
        {
            sent += await socket.SendAsync(bytes.AsMemory(sent), timeout.Token);
        }
    }

    /// <summary>The next lines are these, in this order, with no other line between.</summary>
    public async Task Hears(params string[] lines)
    {
        foreach (var line in lines)
        {
            Assert.That(await NextLine($"the line \"{line}\""), Is.EqualTo(line));
        }
    }

    /// <summary>Sends a line, and waits for its echo. Nothing else happens before that, except that others may leave.</summary>
    public async Task SaysAndHears(string line)
    {
        await Says(line);
        string heard;
        do
        {
            heard = await NextLine($"the echo of \"{line}\"");
        }
        while (heard.EndsWith(" left!", StringComparison.Ordinal));
        Assert.That(heard, Does.EndWith($": {line}"));
    }

    /// <summary>Sends a line, which may fail because the connection is closed.</summary>
    public async Task SaysIfThere(string line)
    {
        try
        {
            await Says(line);
        }
        catch (SocketException)
        {
            await Task.Yield();
        }
    }

    /// <summary>The next line matches this pattern; returns it.</summary>
    public async Task<string> HearsLike(string pattern)
    {
        var line = await NextLine($"a line like {pattern}");
        Assert.That(line, Does.Match(new Regex(pattern)));
        return line;
    }

    /// <summary>Reads lines up to one that matches this pattern; returns all of them.</summary>
    public async Task<string[]> HearsUpTo(string pattern)
    {
        var lines = new List<string>();
        do
        {
            lines.Add(await NextLine($"a line like {pattern} after \"{string.Join("\", \"", lines.TakeLast(5))}\""));
        }
        while (!Regex.IsMatch(lines[^1], pattern));
        return [.. lines];
    }

    /// <summary>The next bytes are these; more may follow.</summary>
    public async Task HearsBytes(string text)
    {
        var expected = Encoding.UTF8.GetBytes(text);
        await HearsAtLeast(expected.Length, $"\"{text}\"");

        var received = _unread.Take(expected.Length).ToArray();
        Assert.That(Encoding.UTF8.GetString(received), Is.EqualTo(text));
        _unread.RemoveRange(0, expected.Length);
    }

    /// <summary>Waits for this many bytes, and leaves them unread. False if the connection ends first.</summary>
    public async Task<bool> HearsAtLeast(int bytes, string expected)
    {
        while (_unread.Count < bytes && await ReceiveAsync(expected))
        {
        }

        return _unread.Count >= bytes;
    }

    /// <summary>Reads all bytes up to the end of the connection.</summary>
    public async Task<string> HearsToTheEnd()
    {
        while (await ReceiveAsync("the end of the connection"))
        {
        }

        var rest = Encoding.UTF8.GetString([.. _unread]);
        _unread.Clear();
        return rest;
    }

    /// <summary>The other end closes the connection, and sends nothing more.</summary>
    public async Task IsCutOff()
    {
        try
        {
            Assert.That(await HearsToTheEnd(), Is.Empty);
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            // It closed with unread bytes, which makes a reset.
        }
    }

    /// <summary>Reads the next line.</summary>
    public async Task<string> NextLine(string expected = "a line")
    {
        int end;
        while ((end = _unread.IndexOf((byte)'\n')) < 0)
        {
            Assert.That(await ReceiveAsync(expected), $"the connection ended; expected was {expected}, unread is \"{Encoding.UTF8.GetString([.. _unread])}\"");
        }

        var line = Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(_unread)[..end]);
        _unread.RemoveRange(0, end + 1);
        return line;
    }

    /// <summary>Reads the next line; null at the end of the connection.</summary>
    public async Task<string?> NextLineOrEnd()
    {
        while (!HasLine)
        {
            if (!await ReceiveAsync("a line, or the end"))
            {
                return null;
            }
        }

        return await NextLine();
    }

    /// <summary>Closes its sending side, and goes on reading.</summary>
    public void ClosesItsSide() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Closes with a reset.</summary>
    public void Dies()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    public void Dispose() => socket.Dispose();

    private async Task<bool> ReceiveAsync(string expected)
    {
        using var timeout = new CancellationTokenSource(TestTimeout.Limit);
        try
        {
            var length = encrypted is null ? await socket.ReceiveAsync(_buffer, timeout.Token) : await encrypted.ReadAsync(_buffer, timeout.Token);
            _unread.AddRange(_buffer.AsSpan(0, length));
            return length > 0;
        }
        catch (OperationCanceledException)
        {
            throw new AssertionException($"nothing came in time; expected was {expected}, unread is \"{Encoding.UTF8.GetString([.. _unread])}\"");
        }
    }
}
