using System.Net;
using System.Net.Sockets;
using ChatRoom.Client.Options;
using ChatRoom.Client.Terminal;
using ChatRoom.Client.Terminal.Device;
using ChatRoom.Client.Terminal.Reading;
using ChatRoom.CommandLine.Settings;
using ChatRoom.Server;

namespace ChatRoom.CommandLine.Hosting;

/// <summary>The terminal of a server as a client of its room: whoever hosts can chat.</summary>
/// <param name="server">Whose room it is.</param>
/// <param name="log">What the chat shows between what is said.</param>
/// <param name="password">What the room asks for; null for nothing.</param>
internal sealed class HostChat(ChatServer server, HostLog log, byte[]? password)
{
    public const string NeedsTerminal = "--chat needs a terminal; leave it out, and join with 'chatroom client'";

    public static bool IsPossible => !Console.IsInputRedirected && !Console.IsOutputRedirected;

    /// <summary>Chats until the operator leaves, which ends nothing but the chat; null is success.</summary>
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

    /// <summary>All addresses of this machine are none that one can connect to.</summary>
    private static IPAddress Reachable(IPAddress address) =>
        !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) ? address
        : address.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
}
