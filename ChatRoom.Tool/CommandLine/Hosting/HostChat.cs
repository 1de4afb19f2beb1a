using System.Net;
using System.Net.Sockets;
using ChatRoom.Client.Options;
using ChatRoom.Client.Terminal;
using ChatRoom.Client.Terminal.Device;
using ChatRoom.Client.Terminal.Reading;
using ChatRoom.CommandLine.Settings;
using ChatRoom.Server;

namespace ChatRoom.CommandLine.Hosting;

/// <summary>A chat on the server's own terminal, as a client of its room.</summary>
/// <param name="server">The server of the room.</param>
/// <param name="log">The log, whose lines the chat shows between the messages.</param>
/// <param name="password">The room's password; null: it has none.</param>
internal sealed class HostChat(ChatServer server, HostLog log, byte[]? password)
{
    public const string NeedsTerminal = "--chat needs a terminal; leave it out, and join with 'chatroom client'";

    public static bool IsPossible => !Console.IsInputRedirected && !Console.IsOutputRedirected;

    /// <summary>Chats until the operator leaves; the server goes on. Null is success.</summary>
    public async Task<Failure?> RunAsync()
    {
        var options = new ClientOptions
        {
            Host = Reachable(server.EndPoint.Address).ToString(),
            Port = server.EndPoint.Port,
            Password = password,
            Tls = server.Certificate is { } certificate ? new ClientTlsOptions { Pinned = certificate.Fingerprint } : null,
        };
        var palette = Palette.For(Environment.GetEnvironmentVariable("TERM"), Environment.GetEnvironmentVariable("NO_COLOR"));
        var terminal = new TerminalOptions(DefaultName.Get(), HistorySetting.OnTerminal, palette, BellMode.Mention) { HostLog = log.BeginChat(), IsSafeInClear = true };
        try
        {
            using var device = TerminalDevice.Open();
            return await new TerminalJoin(options, terminal, device).RunAsync(DefaultName.Get());
        }
        finally
        {
            log.EndChat();
        }
    }

    /// <summary>The address to connect to: the wildcard address is replaced by loopback.</summary>
    private static IPAddress Reachable(IPAddress address) =>
        !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) ? address
        : address.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
}
