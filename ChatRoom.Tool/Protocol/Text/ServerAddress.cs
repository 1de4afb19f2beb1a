using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ChatRoom.Protocol.Text;

/// <summary>
/// The address of a server, as people and servers write it: <c>HOST:PORT</c>, with an IPv6 address in brackets. It holds no scheme and
/// no path. Two addresses that differ only in the case of the host are the same.
/// </summary>
internal sealed record ServerAddress(string Host, int Port)
{
    /// <summary>In bytes, the longest address that a server may name.</summary>
    public const int MaxLength = 255;

    /// <summary>The most addresses of one room.</summary>
    public const int MaxCount = 64;

    /// <summary>It is this machine's own, so that nobody else reads what is sent there unencrypted.</summary>
    public bool IsOnThisMachine => Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || Host == "::1"
        || (Host.StartsWith("127.", StringComparison.Ordinal) && Uri.CheckHostName(Host) == UriHostNameType.IPv4);

    /// <summary>Reads an address with its port. False if it is not one.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ServerAddress? address)
    {
        address = text.Length <= MaxLength && TrySplit(text, out var host, out var portText) && Text.Port.TryParse(portText, 1, out var port)
            ? new ServerAddress(host, port)
            : null;
        return address is not null;
    }

    /// <summary>Splits an address into the host and the text of the port; null: there is none. False if there is no host, or an IPv6 address without brackets.</summary>
    public static bool TrySplit(string text, out string host, out string? port)
    {
        if (text.StartsWith('[') && text.IndexOf(']', StringComparison.Ordinal) is > 0 and var end)
        {
            host = text[1..end];
            var rest = text[(end + 1)..];
            port = rest.Length > 0 ? rest[1..] : null;
            return (rest.Length == 0 || rest[0] == ':') && Uri.CheckHostName(host) == UriHostNameType.IPv6;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        (host, port) = colon < 0 ? (text, null) : (text[..colon], text[(colon + 1)..]);
        return Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4 && port?.Contains(':') != true;
    }

    /// <summary>The addresses in a list with spaces between them, each once and at most <see cref="MaxCount"/>. Words that are none are passed over.</summary>
    public static IReadOnlyList<ServerAddress> ReadList(ReadOnlySpan<byte> list)
    {
        List<ServerAddress> addresses = [];
        foreach (var word in Encoding.UTF8.GetString(list).Split(' '))
        {
            if (addresses.Count < MaxCount && TryParse(word, out var address) && !addresses.Contains(address))
            {
                addresses.Add(address);
            }
        }

        return addresses;
    }

    public bool Equals(ServerAddress? other) => other is not null && Port == other.Port && Host.Equals(other.Host, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => HashCode.Combine(Port, StringComparer.OrdinalIgnoreCase.GetHashCode(Host));

    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
