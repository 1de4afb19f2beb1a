using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.CommandLine.Settings;

/// <summary>
/// A room's URL: <c>chatroom://NAME@HOST:PORT/ROOM</c>, or <c>chatrooms://</c> with TLS. All parts except for the host are optional. An
/// IPv6 address is written in brackets. Characters of a name may be percent-encoded.
/// </summary>
internal sealed record ServerUrl(string Host, int? Port, Nickname? Name, Nickname? Room, bool IsTls)
{
    private const string Scheme = "chatroom://";
    private const string TlsScheme = "chatrooms://";

    public static bool LooksLikeUrl(string word) => word.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || LooksLikeTlsUrl(word);

    public static bool TryParse(string text, [NotNullWhen(true)] out ServerUrl? url, out string whyNot)
    {
        url = null;
        if (!LooksLikeUrl(text))
        {
            return Refuse("it begins neither with " + Scheme + " nor with " + TlsScheme, out whyNot);
        }

        var isTls = LooksLikeTlsUrl(text);
        var (authority, roomText) = SplitAtFirst(text[(isTls ? TlsScheme : Scheme).Length..], '/');
        var (nameText, hostAndPort) = authority.Contains('@') ? SplitAtFirst(authority, '@') : (null, authority);
        if (!TrySplitHostAndPort(hostAndPort!, out var host, out var portText))
        {
            return Refuse("its host is missing; an IPv6 address must be in brackets", out whyNot);
        }

        // Most often an unset variable of a shell.
        if (nameText is "" || portText is "" || roomText is "")
        {
            return Refuse($"its {(nameText is "" ? "name" : portText is "" ? "port" : "room")} is empty; give one, or leave out what goes with it", out whyNot);
        }

        int? port = null;
        if (portText is not null)
        {
            if (!Protocol.Text.Port.TryParse(portText, 1, out var number))
            {
                return Refuse($"'{portText}' is not a port; {Protocol.Text.Port.Rules(1)}", out whyNot);
            }

            port = number;
        }

        if (!TryParseName(nameText, out var name) || !TryParseName(roomText, out var room))
        {
            return Refuse($"its name or its room is not allowed; {Refusal.NameRules}", out whyNot);
        }

        whyNot = "";
        url = new ServerUrl(host, port, name, room, isTls);
        return true;

        bool Refuse(string reason, out string whyNot)
        {
            whyNot = $"'{TextFilter.Clean(text)}' is not a room's URL such as chatroom://bob@10.0.0.5:5500/lobby: {TextFilter.Clean(reason)}";
            return false;
        }
    }

    private static bool LooksLikeTlsUrl(string word) => word.StartsWith(TlsScheme, StringComparison.OrdinalIgnoreCase);

    private static bool TrySplitHostAndPort(string hostAndPort, out string host, out string? port)
    {
        if (hostAndPort.StartsWith('[') && hostAndPort.IndexOf(']', StringComparison.Ordinal) is > 0 and var end)
        {
            host = hostAndPort[1..end];
            var rest = hostAndPort[(end + 1)..];
            port = rest.Length > 0 ? rest[1..] : null;
            return (rest.Length == 0 || rest[0] == ':')
                && IPAddress.TryParse(host, out var address)
                && address.AddressFamily == AddressFamily.InterNetworkV6;
        }

        (host, port) = SplitAtFirst(hostAndPort, ':');
        return Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4 && port?.Contains(':') != true;
    }

    private static bool TryParseName(string? text, out Nickname? name)
    {
        name = null;
        return text is null || Nickname.TryParse(Uri.UnescapeDataString(text), out name);
    }

    private static (string Before, string? After) SplitAtFirst(string text, char separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
    }
}
