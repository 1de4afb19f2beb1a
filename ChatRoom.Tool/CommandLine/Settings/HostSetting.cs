using System.Diagnostics.CodeAnalysis;
using System.Net;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.Protocol.Text;

namespace ChatRoom.CommandLine.Settings;

/// <summary>
/// The servers of a client: one, or several of one room with commas between them, such as <c>a,b:5501,[::1]:5502</c>. An address without
/// a port has that of <c>--port</c>.
/// </summary>
internal sealed class HostSetting
{
    public const string Variable = "CHATROOM_HOST";

    private const string Rules = "give HOST or HOST:PORT, with one comma between two";

    private readonly Setting _host;

    private HostSetting(Setting host) => _host = host;

    public static HostSetting Add(CommandDefinition command) => new(Setting.Add(
        command, "-H|--host <HOST>", Variable, "127.0.0.1", "The server's name or address. Several of one room: a,b:5501,[::1]:5502."));

    /// <summary>Reads the given servers, at least one, in the given order. False, with a sentence, if one is wrong.</summary>
    /// <param name="given">The given URL; null: none was given.</param>
    /// <param name="weaker">The URL in the environment; null: there is none, or another one was given.</param>
    /// <param name="port">The port for an address without one. It replaces the port of a URL's only address, which is weaker than --port.</param>
    /// <param name="servers">The servers.</param>
    /// <param name="whyNot">The sentence.</param>
    public bool TryRead(ServerUrl? given, ServerUrl? weaker, int port, out ServerAddress[] servers, out string whyNot)
    {
        (servers, whyNot) = ([], "");
        var text = _host.Flag ?? (given is null ? _host.Variable : null);
        List<ServerAddress> found = [];
        string? mistake = null;
        if (text is null && (given ?? weaker) is { } url)
        {
            foreach (var address in url.Addresses)
            {
                mistake ??= Add(found, new ServerAddress(address.Host, url.Addresses.Count == 1 ? port : address.Port ?? port));
            }

            whyNot = mistake is null ? "" : $"the URL cannot be used: {mistake}";
        }
        else
        {
            text ??= _host.Value!;
            foreach (var entry in text.Split(','))
            {
                mistake ??= entry.Length == 0 && text.Length > 0 ? Rules

                    // A name is not checked further: the system knows which there are.
                    : !entry.Contains(':') ? Add(found, new ServerAddress(entry, port))
                    : TryReadWithColon(entry, port, out var address, out var wrong) ? Add(found, address)
                    : wrong;
            }

            whyNot = mistake is null ? "" : _host.MistakeIn(text, "a server's address", mistake);
        }

        servers = mistake is null ? [.. found] : [];
        return mistake is null;
    }

    /// <summary>Reads an address with a port, or an IPv6 address. A separate method, because the runtime loads the types that a method names.</summary>
    private static bool TryReadWithColon(string text, int port, [NotNullWhen(true)] out ServerAddress? address, out string mistake)
    {
        (address, mistake) = (null, "");
        if (!text.StartsWith('[') && IPAddress.TryParse(text, out _))
        {
            address = new ServerAddress(text, port);
            return true;
        }

        if (!ServerAddress.TrySplit(text, out var host, out var portText))
        {
            mistake = "give HOST or HOST:PORT, with an IPv6 address in brackets such as [::1]:5500";
            return false;
        }

        if (portText is not null && !Port.TryParse(portText, 1, out port))
        {
            mistake = $"'{portText}' is not a port: {Port.Rules(1)}";
            return false;
        }

        address = new ServerAddress(host, port);
        return true;
    }

    /// <summary>Adds a server to the others; returns why it does not go with them, or null.</summary>
    private static string? Add(List<ServerAddress> servers, ServerAddress server)
    {
        if (servers.Contains(server))
        {
            return $"{server} is given twice; give each address once";
        }

        servers.Add(server);
        return servers.Count > ServerAddress.MaxCount ? $"give at most {ServerAddress.MaxCount} addresses" : null;
    }
}
