using System.Runtime.CompilerServices;

namespace ChatRoom.Bench.Measuring;

/// <summary>The errors in the messages that a reader received.</summary>
internal record struct ReceiveErrors(long Lost, long Repeated, long OutOfOrder, long Corrupt)
{
    public static ReceiveErrors operator +(ReceiveErrors one, ReceiveErrors other) =>
        new(one.Lost + other.Lost, one.Repeated + other.Repeated, one.OutOfOrder + other.OutOfOrder, one.Corrupt + other.Corrupt);
}

/// <summary>
/// Checks that a reader receives every number of each sender once, and in order. Only the run's thread uses it.
/// </summary>
internal sealed class SequenceCheck(int senders)
{
    /// <summary>The most numbers that may still arrive late; more missing numbers count as lost at once.</summary>
    private const int MaxMissing = 100_000;

    private readonly uint[] _next = new uint[senders];
    private HashSet<(int Sender, uint Number)>? _missing;
    private long _lost;
    private long _reported;
    private long _repeated;
    private long _outOfOrder;
    private long _corrupt;

    /// <summary>A hash of all messages in their order: equal for two readers that received the same.</summary>
    public ulong Order { get; private set; }

    /// <summary>Checks a message; returns by how many of the sender's messages the reader has advanced, including skipped ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Accept(int sender, uint number)
    {
        Order = (Order ^ (((ulong)sender << 32) | number)) * 0x9E3779B97F4A7C15;
        Order ^= Order >> 29;
        ref var next = ref _next[sender];
        if (number == next)
        {
            next++;
            return 1;
        }

        if (number < next)
        {
            AcceptLate(sender, number);
            return 0;
        }

        var skipped = number - next;
        Miss(sender, next, skipped);
        next = number + 1;
        return skipped + 1;
    }

    public void AcceptCorrupt() => _corrupt++;

    /// <summary>The server reports that it left out this many messages.</summary>
    public void AcceptGap(long count) => _reported += count;

    /// <summary>All errors, given how many messages each sender sent.</summary>
    public ReceiveErrors Finish(ReadOnlySpan<uint> sent)
    {
        var lost = _lost + (_missing?.Count ?? 0);
        for (var sender = 0; sender < _next.Length; sender++)
        {
            lost += sent[sender] - _next[sender];
        }

        return new ReceiveErrors(Math.Max(lost, _reported), _repeated, _outOfOrder, _corrupt);
    }

    private void AcceptLate(int sender, uint number)
    {
        if (_missing?.Remove((sender, number)) == true)
        {
            _outOfOrder++;
        }
        else
        {
            _repeated++;
        }
    }

    private void Miss(int sender, uint first, uint count)
    {
        _missing ??= [];
        for (uint i = 0; i < count; i++)
        {
            if (_missing.Count >= MaxMissing)
            {
                _lost += count - i;
                return;
            }

            _missing.Add((sender, first + i));
        }
    }
}
