using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using ChatRoom.Files;

namespace ChatRoom.Server.Options;

/// <summary>
/// Networks of which a file has one a line; what stands behind <c>#</c>, and empty lines, are none. Never changed. A look takes
/// as long as there are different sizes of networks, however many they are.
/// </summary>
internal sealed class NetworkList
{
    /// <summary>Bytes of a file that are read at all: about a million networks.</summary>
    private const int MostBytes = 32 << 20;

    /// <summary>Bits in front of an address of IPv4 that is written as one of IPv6.</summary>
    private const int MappedBits = 96;

    // By how many bits count, the first bits of each, as of IPv6.
    private readonly Dictionary<int, HashSet<UInt128>> _networks = [];

    private NetworkList()
    {
    }

    public int Count => _networks.Values.Sum(networks => networks.Count);

    /// <summary>Reads a file; false, and one sentence, where it cannot be read or a line of it is no network.</summary>
    public static bool TryRead(string path, [NotNullWhen(true)] out NetworkList? list, [NotNullWhen(false)] out string? whyNot)
    {
        list = null;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MostBytes })
            {
                whyNot = $"{path} is larger than {MostBytes >> 20} MiB; write larger networks instead of many small ones";
                return false;
            }

            return TryParse(path, File.ReadLines(path), out list, out whyNot);
        }
        catch (Exception error) when (FileFailure.IsExpectedOfNamed(error))
        {
            whyNot = $"cannot read {path}: {FileFailure.Reason(error)}";
            return false;
        }
    }

    /// <summary>Whether an address lies in one of them. One of IPv4 is in none of IPv6, however it is written.</summary>
    public bool Covers(IPAddress address)
    {
        var bits = Bits(address);
        var least = IsOfV4(address) ? MappedBits : 0;
        foreach (var (length, networks) in _networks)
        {
            if (length >= least && networks.Contains(First(length, bits)))
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
                whyNot = $"line {number} of {path} is no network; write ADDRESS or ADDRESS/N, such as 192.0.2.0/24 or 2001:db8::/32";
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

        same.Add(First(length, Bits(network.BaseAddress)));
        return true;
    }

    private static bool IsOfV4(IPAddress address) => address.IsIPv4MappedToIPv6 || address.GetAddressBytes().Length == 4;

    private static UInt128 Bits(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static UInt128 First(int length, UInt128 bits) => length == 0 ? 0 : bits >> (128 - length);
}
