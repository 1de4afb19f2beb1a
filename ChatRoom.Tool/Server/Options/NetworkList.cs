using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using ChatRoom.Files;

namespace ChatRoom.Server.Options;

/// <summary>
/// A list of networks: from a file with one network a line, where empty lines, and text after <c>#</c>, are ignored, or from an
/// option with commas between them. Never changes. The cost of a look-up grows with the number of prefix lengths, not with that of networks.
/// </summary>
internal sealed class NetworkList
{
    /// <summary>Bytes of the largest file that is read: about a million networks.</summary>
    private const int MaxBytes = 32 << 20;

    /// <summary>Bits before the IPv4 address in an IPv4-mapped IPv6 address.</summary>
    private const int MappedBits = 96;

    // By prefix length as of IPv6: the prefix bits of each network.
    private readonly Dictionary<int, HashSet<UInt128>> _networks = [];

    private NetworkList()
    {
    }

    public int Count => _networks.Values.Sum(networks => networks.Count);

    /// <summary>Reads a file; false, with one sentence, if it cannot be read or a line is not a network.</summary>
    public static bool TryRead(string path, [NotNullWhen(true)] out NetworkList? list, [NotNullWhen(false)] out string? whyNot)
    {
        list = null;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxBytes })
            {
                whyNot = $"{path} is larger than {MaxBytes >> 20} MiB; write larger networks instead of many small ones";
                return false;
            }

            return TryParse(path, File.ReadLines(path), out list, out whyNot);
        }
        catch (Exception error) when (FileFailure.IsExpectedForNamedFile(error))
        {
            whyNot = $"cannot read {path}: {FileFailure.Reason(error)}";
            return false;
        }
    }

    /// <summary>Reads networks with commas between them; false if one is wrong, which is then in <paramref name="wrong"/>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out NetworkList? list, [NotNullWhen(false)] out string? wrong)
    {
        var read = new NetworkList();
        wrong = text.Split(',', StringSplitOptions.TrimEntries).FirstOrDefault(network => !read.TryAdd(network));
        list = wrong is null ? read : null;
        return wrong is null;
    }

    /// <summary>Whether an address is in one of the networks. An IPv4 address is in no IPv6 network, however it is written.</summary>
    public bool Contains(IPAddress address)
    {
        var bits = Bits(address);
        var least = IsOfV4(address) ? MappedBits : 0;
        foreach (var (length, networks) in _networks)
        {
            if (length >= least && networks.Contains(Prefix(length, bits)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryParse(
        string path, IEnumerable<string> lines, [NotNullWhen(true)] out NetworkList? list, [NotNullWhen(false)] out string? whyNot)
    {
        list = null;
        var read = new NetworkList();
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            var text = line.Split('#')[0].Trim();
            if (text.Length > 0 && !read.TryAdd(text))
            {
                whyNot = $"line {number} of {path} is not a network; write ADDRESS or ADDRESS/N, such as 192.0.2.0/24 or 2001:db8::/32";
                return false;
            }
        }

        (list, whyNot) = (read, null);
        return true;
    }

    private bool TryAdd(string text)
    {
        if (!Networks.TryParse(text, out var network))
        {
            return false;
        }

        var length = network.PrefixLength + (IsOfV4(network.BaseAddress) ? MappedBits : 0);
        if (!_networks.TryGetValue(length, out var same))
        {
            _networks[length] = same = [];
        }

        same.Add(Prefix(length, Bits(network.BaseAddress)));
        return true;
    }

    private static bool IsOfV4(IPAddress address) => address.IsIPv4MappedToIPv6 || address.GetAddressBytes().Length == 4;

    private static UInt128 Bits(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static UInt128 Prefix(int length, UInt128 bits) => length == 0 ? 0 : bits >> (128 - length);
}
