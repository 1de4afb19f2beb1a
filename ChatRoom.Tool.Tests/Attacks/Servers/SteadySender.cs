using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Attacks.Servers;

/// <summary>
/// A well-behaved program in the lobby that checks each received line. Each line must be valid and must not affect a terminal. The
/// ids of the room's events must be consecutive.
/// </summary>
internal sealed class SteadySender : IDisposable
{
    private readonly string _name;
    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[64 << 10];
    private int _from;
    private int _to;
    private long _lastId;
    private long _said;

    private SteadySender(string name, Stream stream) => (_name, _stream) = (name, stream);

    public static async Task<SteadySender> JoinAsync(int port, bool isEncrypted, string name)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        if (isEncrypted)
        {
            var encrypted = new SslStream(stream, leaveInnerStreamOpen: false, static (_, shown, _, _) => shown is not null);
            await encrypted.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" });
            stream = encrypted;
        }

        var sender = new SteadySender(name, stream);
        await sender._stream.WriteAsync(Encoding.ASCII.GetBytes($"{name}\0join lobby {name}\n"));
        await sender.HearsAsync((in ServerLine line) => line.Kind == ServerLineKind.Welcome, "welcome");
        return sender;
    }

    public async Task SaysAsync(string text)
    {
        using var timeout = new CancellationTokenSource(TestTimeout.Limit);
        await _stream.WriteAsync(Encoding.UTF8.GetBytes($"say {++_said} lobby {text}\n"), timeout.Token);
    }

    /// <summary>The next message of the pair is this text of this speaker.</summary>
    public async Task HearsAsync(string[] pair, string speaker, string text)
    {
        var received = "";
        await HearsAsync(
            (in ServerLine line) =>
            {
                var name = Encoding.UTF8.GetString(line.Name);
                received = line.Kind == ServerLineKind.Message && pair.Contains(name) ? $"{name}: {Encoding.UTF8.GetString(line.Text)}" : "";
                return received.Length > 0;
            },
            text);
        Assert.That(received, Is.EqualTo($"{speaker}: {text}"), $"{_name} did not receive the next message");
    }

    public void Dispose() => _stream.Dispose();

    private delegate bool LinePredicate(in ServerLine line);

    /// <summary>Reads up to the expected line. More lines may have come after it.</summary>
    private async Task HearsAsync(LinePredicate isExpected, string expected)
    {
        while (!TakeLines(isExpected))
        {
            if (_from > 0)
            {
                _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
                (_from, _to) = (0, _to - _from);
            }

            using var timeout = new CancellationTokenSource(TestTimeout.Limit);
            try
            {
                var length = await _stream.ReadAsync(_buffer.AsMemory(_to), timeout.Token);
                Assert.That(length, Is.GreaterThan(0), $"{_name}'s connection ended; expected was {expected}");
                _to += length;
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"{_name} received nothing in time; expected was {expected}");
            }
        }

        await _stream.FlushAsync();
    }

    private bool TakeLines(LinePredicate isExpected)
    {
        if (_said == 0 && _lastId == 0 && _to - _from >= 4 && _buffer.AsSpan(_from, 4).SequenceEqual("NAME"u8))
        {
            _from += 4;
        }

        while (_buffer.AsSpan(_from, _to - _from).IndexOf((byte)'\n') is var end and >= 0)
        {
            var bytes = _buffer.AsSpan(_from, end);
            _from += end + 1;
            Corpus.IsSafe(bytes, $"a line to {_name}");
            if (ServerLineParser.TryParse(bytes, out var line) != ParseResult.Ok)
            {
                Assert.Fail($"{_name} received a line that is not in the protocol: {TestText.Shown(bytes)}");
            }

            Check(line, bytes);
            if (isExpected(line))
            {
                return true;
            }
        }

        return false;
    }

    private void Check(in ServerLine line, ReadOnlySpan<byte> bytes)
    {
        if (line.Kind == ServerLineKind.Welcome)
        {
            _lastId = line.Id;
        }
        else if (line.Kind is >= ServerLineKind.Message and <= ServerLineKind.Topic)
        {
            if (line.Id != _lastId + 1)
            {
                Assert.Fail($"{_name} received event {line.Id} after {_lastId}");
            }

            _lastId = line.Id;
        }
        else if (line.Kind == ServerLineKind.Ping)
        {
            _stream.Write([.. "pong "u8, .. line.Text, (byte)'\n']);
        }
        else if (line.Kind is ServerLineKind.Gap or ServerLineKind.Bye or ServerLineKind.Error or ServerLineKind.Refused)
        {
            Assert.Fail($"{_name} received {TestText.Shown(bytes)}");
        }
    }
}
