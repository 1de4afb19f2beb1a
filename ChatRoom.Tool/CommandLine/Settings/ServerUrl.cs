using System.Diagnostics.CodeAnalysis;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.CommandLine.Settings;

/// <summary>
/// A room's URL: <c>chatroom://NAME@HOST:PORT/ROOM</c>, or <c>chatrooms://</c> with TLS. All parts except for the host are optional. An
/// IPv6 address is written in brackets. Several servers of one room have commas between them. Characters of a name may be percent-encoded.
/// </summary>
/// <param name="Addresses">At least one.</param>
internal sealed record ServerUrl(IReadOnlyList<UrlAddress> Addresses, Nickname? Name, Nickname? Room, bool IsTls)
{
    private const string Scheme = "chatroom://";
    private const string TlsScheme = "chatrooms://";

    /// <summary>The port of the only address; null: there is none, or there are several addresses.</summary>
    public int? Port => Addresses is [var only] ? only.Port : null;

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
        var (nameText, list) = authority.Contains('@') ? SplitAtFirst(authority, '@') : (null, authority);
        if (ReadAddresses(list!, out var reason) is not { } addresses)
        {
            return Refuse(reason, out whyNot);
        }

        if (nameText is "" || roomText is "")
        {
            return Refuse($"its {(nameText is "" ? "name" : "room")} is empty; give one, or leave out what goes with it", out whyNot);
        }

        if (!TryParseName(nameText, out var name) || !TryParseName(roomText, out var room))
        {
            return Refuse($"its name or its room is not allowed; {Refusal.NameRules}", out whyNot);
        }

        whyNot = "";
        url = new ServerUrl(addresses, name, room, isTls);
        return true;

        bool Refuse(string reason, out string whyNot)
        {
            whyNot = $"'{TextFilter.Clean(text)}' is not a room's URL such as chatroom://bob@10.0.0.5:5500/lobby: {TextFilter.Clean(reason)}";
            return false;
        }
    }

    private static bool LooksLikeTlsUrl(string word) => word.StartsWith(TlsScheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the addresses; null, and why not, if one is wrong.</summary>
    private static List<UrlAddress>? ReadAddresses(string list, out string reason)
    {
        reason = "";
        List<UrlAddress> addresses = [];
        foreach (var text in list.Split(','))
        {
            if (!ServerAddress.TrySplit(text, out var host, out var portText))
            {
                reason = text.Length == 0 && list.Length > 0
                    ? "one of its addresses is empty; give HOST or HOST:PORT, with one comma between two"
                    : "its host is missing; an IPv6 address must be in brackets";
                return null;
            }

            // Most often an unset variable of a shell.
            if (portText is "")
            {
                reason = "its port is empty; give one, or leave out what goes with it";
                return null;
            }

            var port = 0;
            if (portText is not null && !Protocol.Text.Port.TryParse(portText, 1, out port))
            {
                reason = $"'{portText}' is not a port; {Protocol.Text.Port.Rules(1)}";
                return null;
            }

            addresses.Add(new UrlAddress(host, portText is null ? null : port));
        }

        return addresses;
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

/// <summary>An address in a URL. Port is null if none is given.</summary>
internal sealed record UrlAddress(string Host, int? Port);
