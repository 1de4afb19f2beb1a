using System.Buffers.Binary;
using System.Text;
using ChatRoom.Server.Log.Records;

namespace ChatRoom.Server.Cluster.Batches;

/// <summary>
/// One entry of the stream: acts of one node, which are applied together. A view over the entry's bytes; <see cref="BatchWriter"/>
/// writes them. The default is a damaged one. Any thread.
/// </summary>
/// <remarks>
/// Little endian: <c>"cr1" flags(1)=0 length(1) node-id incarnation(8) number(8) count(2) act* crc(4)</c>, where an act is
/// <c>kind(1) length(varint) body</c>, and the CRC-32C is that of all bytes before it.
/// </remarks>
internal readonly struct Batch
{
    /// <summary>Bytes of acts from which on a batch is full.</summary>
    public const int FullBytes = 256 * 1024;

    /// <summary>Bytes of the largest body. So an entry has less than 400 KiB; the stream takes 1 MiB.</summary>
    public const int MaxActBytes = 128 * 1024;

    /// <summary>Characters of the longest node id: a host name and a port.</summary>
    public const int MaxNodeId = 128;

    internal const int CrcLength = sizeof(uint);

    private readonly string? _nodeId;
    private readonly ReadOnlyMemory<byte> _acts;

    private Batch(string nodeId, long incarnation, long number, int count, ReadOnlyMemory<byte> acts) =>
        (_nodeId, Incarnation, Number, Count, _acts) = (nodeId, incarnation, number, count, acts);

    /// <summary>False for the default: the entry is damaged, or in a form that this version does not know.</summary>
    public bool IsSound => _nodeId is not null;

    public string NodeId => _nodeId ?? "";

    /// <summary>The run of the node; 0: it has none yet, because the batch is its genesis or its start.</summary>
    public long Incarnation { get; }

    /// <summary>The batches of a run are numbered from 1 on. Its start has 0.</summary>
    public long Number { get; }

    /// <summary>The number of acts.</summary>
    public int Count { get; }

    internal static ReadOnlySpan<byte> Magic => "cr1\0"u8;

    /// <summary>1 to <see cref="MaxNodeId"/> printable ASCII characters without spaces.</summary>
    public static bool IsNodeId(string id) => id.Length is > 0 and <= MaxNodeId && !id.AsSpan().ContainsAnyExceptInRange('!', '~');

    /// <summary>False: it is damaged, or in a form that this version does not know.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> entry, out Batch batch)
    {
        batch = default;
        var bytes = entry.Span;
        if (bytes.Length <= Magic.Length + CrcLength || !bytes.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[^CrcLength..]) != Checksum.Of(bytes[..^CrcLength]))
        {
            return false;
        }

        bytes = bytes[Magic.Length..^CrcLength];
        var header = 1 + bytes[0] + sizeof(long) + sizeof(long) + sizeof(ushort);
        if (bytes.Length < header)
        {
            return false;
        }

        var numbers = bytes[(1 + bytes[0])..];
        var parsed = new Batch(
            Encoding.Latin1.GetString(bytes.Slice(1, bytes[0])),
            BinaryPrimitives.ReadInt64LittleEndian(numbers),
            BinaryPrimitives.ReadInt64LittleEndian(numbers[sizeof(long)..]),
            BinaryPrimitives.ReadUInt16LittleEndian(numbers[(2 * sizeof(long))..]),
            entry[(Magic.Length + header)..^CrcLength]);
        var isSound = IsNodeId(parsed.NodeId) && parsed.Incarnation >= 0 && parsed.Number >= 0 && parsed.HasSoundActs();
        batch = isSound ? parsed : default;
        return isSound;
    }

    /// <summary>The acts in their order.</summary>
    public ActEnumerator GetEnumerator() => new(_acts);

    private bool HasSoundActs()
    {
        var (acts, count) = (GetEnumerator(), 0);
        while (acts.MoveNext())
        {
            count++;
        }

        return acts.IsAtEnd && count == Count;
    }
}
