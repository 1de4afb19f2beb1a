using System.Buffers.Binary;
using System.Text;
using ChatRoom.Server.Log.Records;

namespace ChatRoom.Server.Cluster.Batches;

/// <summary>
/// Collects acts in the order in which they are added, and makes one entry of the stream from them; <see cref="Batch"/> reads it. It
/// is reused. Used by one thread at a time.
/// </summary>
internal sealed class BatchWriter
{
    private readonly ActWriter _acts = new();
    private int? _open;

    /// <summary>The number of acts.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of the acts.</summary>
    public int Bytes => _acts.Length;

    public bool IsEmpty => Count == 0;

    /// <summary>Nothing may be added before it is finished.</summary>
    public bool IsFull => Bytes >= Batch.FullBytes || Count == ushort.MaxValue;

    /// <summary>Adds an act whose body is encoded already.</summary>
    public void Add(ActKind kind, ReadOnlySpan<byte> body)
    {
        Begin(kind).Raw(body);
        End();
    }

    /// <summary>Begins an act; its fields are written with the writer that is returned, until <see cref="End"/>.</summary>
    public ActWriter Begin(ActKind kind)
    {
        if (_open is not null || IsFull)
        {
            throw new InvalidOperationException("An act is open, or the batch is full.");
        }

        _acts.Byte((byte)kind);
        _open = _acts.Length;
        return _acts;
    }

    /// <summary>Ends the act that was begun.</summary>
    public void End()
    {
        var start = _open ?? throw new InvalidOperationException("No act was begun.");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_acts.Length - start, Batch.MaxActBytes);
        _acts.InsertLength(start);
        _open = null;
        Count++;
    }

    /// <summary>The entry with all acts. After it the writer is empty.</summary>
    /// <param name="nodeId">See <see cref="Batch.IsNodeId"/>.</param>
    public byte[] Finish(string nodeId, long incarnation, long number)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(Batch.IsNodeId(nodeId), false, nameof(nodeId));
        var entry = new byte[Batch.Magic.Length + 1 + nodeId.Length + sizeof(long) + sizeof(long) + sizeof(ushort) + Bytes + Batch.CrcLength];
        Batch.Magic.CopyTo(entry);
        var rest = entry.AsSpan(Batch.Magic.Length);
        rest[0] = (byte)Encoding.ASCII.GetBytes(nodeId, rest[1..]);
        rest = rest[(1 + nodeId.Length)..];
        BinaryPrimitives.WriteInt64LittleEndian(rest, incarnation);
        BinaryPrimitives.WriteInt64LittleEndian(rest[sizeof(long)..], number);
        BinaryPrimitives.WriteUInt16LittleEndian(rest[(2 * sizeof(long))..], (ushort)Count);
        _acts.Written.CopyTo(rest[((2 * sizeof(long)) + sizeof(ushort))..]);
        BinaryPrimitives.WriteUInt32LittleEndian(rest[^Batch.CrcLength..], Checksum.Of(entry.AsSpan(..^Batch.CrcLength)));
        _acts.Clear();
        Count = 0;
        return entry;
    }
}
