namespace ChatRoom.Client.Terminal.Keys;

/// <summary>The bytes between the introducer and the last byte of a sequence. Owned by its decoder.</summary>
internal sealed class SequenceParameters
{
    /// <summary>Bytes that are kept. No key needs more; a longer sequence is unknown.</summary>
    private const int MaxLength = 32;

    private readonly byte[] _bytes = new byte[MaxLength];
    private int _length;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Math.Min(_length, MaxLength));

    public bool IsEmpty => _length == 0;

    public bool IsTooLong => _length > MaxLength;

    public bool IsNumber => _length > 0 && !Bytes.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    public void Clear() => _length = 0;

    public void Add(byte value)
    {
        if (_length < MaxLength)
        {
            _bytes[_length] = value;
        }

        _length = Math.Min(_length + 1, MaxLength + 1);
    }
}
