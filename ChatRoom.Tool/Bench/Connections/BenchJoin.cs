using System.Text;
using ChatRoom.Bench.Measuring;
using ChatRoom.Client.Options;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;
using ChatRoom.Protocol.Typed;

namespace ChatRoom.Bench.Connections;

/// <summary>
/// The handshake of one member, from <c>NAME</c> to the welcome. A member of the line dialect enters the lobby, and moves from there to its
/// room. Only the run's thread uses it.
/// </summary>
internal sealed class BenchJoin(BenchOptions options, string room, string name)
{
    private readonly bool _moves = !options.IsTyped && room != options.Server.Room;
    private bool _isAsked;
    private bool _isAskedPassword;
    private bool _isInLobby;

    /// <summary>Why the member could not join; null if nothing has failed yet.</summary>
    public Failure? Failure { get; private set; }

    /// <summary>The answer to the server's question for a name.</summary>
    public byte[] NameAnswer { get; } = Encoding.UTF8.GetBytes(
        options.IsTyped ? $"{name}\0{Password("password ", options)}join {room} {name}\n" : $"{name}\n");

    /// <summary>The answer to the server's question for a password.</summary>
    public byte[] PasswordLine { get; } = Encoding.UTF8.GetBytes(Password("", options));

    /// <summary>The command that moves the member to its room.</summary>
    public byte[] MoveLine { get; } = Encoding.UTF8.GetBytes($"/join {room}\n");

    /// <summary>True, once, when the server has asked for the name.</summary>
    public bool IsAsked(ref ReadOnlySpan<byte> bytes)
    {
        if (_isAsked || bytes.Length < Greeting.AskName.Length)
        {
            return false;
        }

        if (!bytes.StartsWith(Greeting.AskName))
        {
            Failure = new Failure(Outcome.ProtocolError, bytes.StartsWith(Greeting.TlsOnlyBeginning)
                ? $"the server at {options.Server.Address} speaks TLS only; measure it with --tls"
                : $"the server at {options.Server.Address} is not a chat room: it did not ask for a name; check the host and port");
            return false;
        }

        bytes = bytes[Greeting.AskName.Length..];
        return _isAsked = true;
    }

    /// <summary>True, once, when the server has asked for the password, which it does only in the line dialect.</summary>
    public bool IsAskedPassword(ref ReadOnlySpan<byte> bytes)
    {
        if (!_isAsked || _isAskedPassword || options.IsTyped || !bytes.StartsWith(Greeting.AskPassword))
        {
            return false;
        }

        if (options.Server.Password is null)
        {
            Refuse(Encoding.UTF8.GetBytes(Refusal.PasswordNeeded.Text));
            return false;
        }

        bytes = bytes[Greeting.AskPassword.Length..];
        return _isAskedPassword = true;
    }

    /// <summary>True, once, when the member has entered the lobby and its room is another one.</summary>
    public bool IsToMove(ref ReadOnlySpan<byte> bytes) => _moves && !_isInLobby && (_isInLobby = IsWelcomed(ref bytes));

    /// <summary>True if the member has joined; leaves the rest in <paramref name="bytes"/>.</summary>
    public bool IsIn(ref ReadOnlySpan<byte> bytes) => _moves == _isInLobby && IsWelcomed(ref bytes);

    private static string Password(string word, BenchOptions options) =>
        options.Server.Password is { } password ? $"{word}{Encoding.UTF8.GetString(password)}\n" : "";

    private bool IsWelcomed(ref ReadOnlySpan<byte> bytes)
    {
        while (_isAsked && Failure is null && bytes.IndexOf((byte)'\n') is var end and >= 0)
        {
            var line = bytes[..end];
            bytes = bytes[(end + 1)..];
            if (options.IsTyped ? IsTypedWelcome(line) : IsWelcome(line))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsWelcome(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("! "u8))
        {
            Refuse(line[2..]);
        }

        // Within a run a room's name may be spelled differently, as a room keeps its first spelling.
        return _isInLobby ? line.StartsWith("# You are in "u8) && line.EndsWith(" now."u8) : line.SequenceEqual("Connected to server!"u8);
    }

    private bool IsTypedWelcome(ReadOnlySpan<byte> bytes)
    {
        if (ServerLineParser.TryParse(bytes, out var line) != ParseResult.Ok)
        {
            return false;
        }

        if (line.Kind is ServerLineKind.Error or ServerLineKind.Bye)
        {
            Refuse(line.Text);
        }

        return line.Kind == ServerLineKind.Welcome;
    }

    private void Refuse(ReadOnlySpan<byte> why) =>
        Failure = new Failure(Outcome.Refused, TextFilter.Clean(Encoding.UTF8.GetString(why)));
}
