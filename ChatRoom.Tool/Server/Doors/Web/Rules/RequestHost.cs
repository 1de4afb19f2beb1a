using System.Globalization;
using System.Net;

namespace ChatRoom.Server.Doors.Web.Rules;

/// <summary>
/// The host that a request or an origin names, in one form: in lower case, without brackets and the dot of the root. Never changes.
/// <code>
/// host = (name | IPv4 | "[" IPv6 "]") [":" [port]]
/// </code>
/// </summary>
/// <param name="Name">A name, or an address as the base library writes it.</param>
/// <param name="Address">null: it is a name.</param>
/// <param name="Port">null: that of the scheme.</param>
internal readonly record struct RequestHost(string Name, IPAddress? Address, int? Port)
{
    /// <summary>In characters: the longest name, its dot, and a port.</summary>
    private const int MaxLength = 260;

    /// <summary>Reads a <c>Host</c> header; false if it is none, or one that no browser writes.</summary>
    public static bool TryParse(string text, out RequestHost host)
    {
        host = default;
        return text.Length is > 0 and <= MaxLength && TrySplit(text, out var name, out var port) && (text[0] == '['
            ? TryReadAddress(name, port, out host)
            : TryReadName(name.EndsWith('.') ? name[..^1] : name, port, out host));
    }

    /// <summary>An address in its usual form, without a zone; IPv4 even if it is mapped to IPv6.</summary>
    public static string NameOf(IPAddress address) =>
        (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : new IPAddress(address.GetAddressBytes())).ToString();

    private static bool TrySplit(string text, out string name, out int? port)
    {
        var end = text[0] == '[' ? text.IndexOf(']', StringComparison.Ordinal) + 1 : text.Split(':', 2)[0].Length;
        (name, port) = (text[..end].Trim('[', ']'), null);
        var rest = text.AsSpan(end);
        if (rest.Length > 1 && ushort.TryParse(rest[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            port = number;
        }

        return end > 0 && (rest.IsEmpty || (rest[0] == ':' && (rest.Length == 1 || port is not null)));
    }

    private static bool TryReadAddress(string text, int? port, out RequestHost host)
    {
        var isAddress = text.Contains(':') && !text.Contains('%') && IPAddress.TryParse(text, out _);
        host = isAddress && IPAddress.Parse(text) is { } address ? new RequestHost(NameOf(address), address, port) : default;
        return isAddress;
    }

    private static bool TryReadName(string text, int? port, out RequestHost host)
    {
        var isName = text.Length > 0 && text.All(static character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_');
        var isAddress = IPAddress.TryParse(text, out var address);
        host = new RequestHost(text.ToLowerInvariant(), address, port);

        // The base library takes 127.1 and 1 for addresses; a browser writes those in full.
        return isName && (!isAddress || address!.ToString() == text);
    }
}
