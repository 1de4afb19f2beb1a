using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Attacks.Servers;

/// <summary>
/// A well-behaved IRC client in the lobby that checks each received line. In the room a line comes from a member, and never from
/// the server: nobody there can imitate it. The ids of the events must be consecutive.
/// </summary>
internal sealed partial class SteadyIrcReader : IDisposable
{
    private const int MaxLine = 512;

    private readonly StreamReader _lines;
    private readonly Stream _stream;
    private long _lastId;

    private SteadyIrcReader(Stream stream) => (_stream, _lines) = (stream, new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true)));

    public static async Task<SteadyIrcReader> JoinAsync(int port, bool isEncrypted)
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

        var reader = new SteadyIrcReader(stream);
        await reader.SendAsync("CAP REQ :message-tags server-time\r\nNICK carol\r\nUSER carol 0 * :carol\r\nCAP END\r\nJOIN #lobby\r\n");
        while (!(await reader.NextAsync("the names")).Contains(" 366 carol #lobby ", StringComparison.Ordinal))
        {
        }

        return reader;
    }

    /// <summary>The next message of the pair is this text of this speaker.</summary>
    public async Task HearsAsync(string[] pair, string speaker, string text)
    {
        while (true)
        {
            var line = await NextAsync(text);
            if (line == "PING :irc.chatroom")
            {
                await SendAsync("PONG :irc.chatroom\r\n");
                continue;
            }

            Check(line);
            var (source, said) = Parse(line);
            if (said is not null && pair.Contains(source))
            {
                Assert.That($"{source}: {said}", Is.EqualTo($"{speaker}: {text}"), "the IRC client did not receive the next message");
                return;
            }
        }
    }

    public void Dispose() => _lines.Dispose();

    private static (string Source, string? Said) Parse(string line)
    {
        var member = Member().Match(line);
        return (member.Groups["nick"].Value, member.Groups["said"].Success ? member.Groups["said"].Value : null);
    }

    private void Check(string line)
    {
        var member = Member().Match(line);
        Assert.That(member.Success, Is.True, $"the IRC client received a line that no member's event becomes: {line}");
        Assert.That(Encoding.UTF8.GetByteCount(line) - member.Groups["tags"].Length + 2, Is.LessThanOrEqualTo(MaxLine), line);
        Corpus.IsSafe(Encoding.UTF8.GetBytes(line.Replace("\u0001", "")), "a line to the IRC client");
        if (member.Groups["id"] is { Success: true } id)
        {
            var number = long.Parse(id.Value, System.Globalization.CultureInfo.InvariantCulture);
            Assert.That(_lastId == 0 || number == _lastId + 1, Is.True, $"the IRC client received event {number} after {_lastId}: {line}");
            _lastId = number;
        }
    }

    private async Task<string> NextAsync(string expected)
    {
        using var timeout = new CancellationTokenSource(TestTimeout.Limit);
        try
        {
            return await _lines.ReadLineAsync(timeout.Token) ?? throw new AssertionException($"the IRC client's connection ended; expected was {expected}");
        }
        catch (OperationCanceledException)
        {
            throw new AssertionException($"the IRC client received nothing in time; expected was {expected}");
        }
    }

    private async Task SendAsync(string text)
    {
        using var timeout = new CancellationTokenSource(TestTimeout.Limit);
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(text), timeout.Token);
    }

    [GeneratedRegex("""
        ^(?<tags>@time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z(;msgid=(?<id>\d+)\.\d+\.lobby)?(;bot)?\ )
        :(?<nick>[A-Za-z0-9_.\[\]{}|^-]{1,32})!\k<nick>@chatroom\ 
        (JOIN\ \#lobby|PART\ \#lobby(\ :.*)?|NICK\ [A-Za-z0-9_.\[\]{}|^-]{1,32}|TOPIC\ \#lobby\ :.*|(PRIVMSG|NOTICE)\ \#lobby\ :(\u0001ACTION\ .*\u0001|(?<said>[^\u0001]*)))$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Member();
}
