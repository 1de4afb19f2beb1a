using ChatRoom.Server.Log.Records;

namespace ChatRoom.Server.Moderation.Log;

/// <summary>Applies the lines of the control log to an empty state. Used by one thread.</summary>
internal sealed class ControlReplay : IReplayedState
{
    private bool _hasSoundHead;

    public ControlState State { get; } = new();

    public void BeginSegment(long firstId, bool hasSoundHead) => _hasSoundHead = hasSoundHead;

    public bool TryRead(ReadOnlySpan<byte> line, out ReplayedRecord record) => TryParse(line, out _, out record);

    public bool TryApply(ReadOnlySpan<byte> line, out ReplayedRecord record)
    {
        if (!TryParse(line, out var parsed, out record))
        {
            return false;
        }

        // A head that has lost lines must not clear what earlier segments say: a ban among them would be lost.
        if (_hasSoundHead || parsed is not ControlRecord.Head)
        {
            State.Apply(parsed!);
        }

        return true;
    }

    private static bool TryParse(ReadOnlySpan<byte> line, out ControlRecord? parsed, out ReplayedRecord record)
    {
        var isWhole = ControlLines.TryParse(line, out parsed, out var more);
        record = new ReplayedRecord(parsed is ControlRecord.Head, IsEvent: isWhole, more);
        return isWhole;
    }
}
