namespace ChatRoom.Server.Cluster.Batches;

/// <summary>Goes through the acts of a batch, for <c>foreach</c>. It stops at the end, or at a damaged act. One thread only.</summary>
internal struct ActEnumerator(ReadOnlyMemory<byte> acts)
{
    private ReadOnlyMemory<byte> _rest = acts;

    public Act Current { get; private set; }

    /// <summary>Every byte was part of an act.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    public bool MoveNext()
    {
        var fields = new ActReader(_rest.Span);
        var kind = (ActKind)fields.Byte();
        var length = fields.Bytes().Length;
        if (!fields.IsSound)
        {
            return false;
        }

        var end = _rest.Length - fields.Left;
        Current = new Act(kind, _rest[(end - length)..end]);
        _rest = _rest[end..];
        return true;
    }
}
