using System.Runtime.CompilerServices;

namespace ChatRoom.Bench.Measuring;

/// <summary>What one reader found wrong.</summary>
internal record struct ReceiveErrors(long Lost, long Repeated, long OutOfOrder, long Corrupt)
{
    public static ReceiveErrors operator +(ReceiveErrors one, ReceiveErrors other) =>
        new(one.Lost + other.Lost, one.Repeated + other.Repeated, one.OutOfOrder + other.OutOfOrder, one.Corrupt + other.Corrupt);
}

/// <summary>
/// What one reader has got of each sender: every number once, and rising. Touched only by the run's thread.
/// </summary>
internal sealed class SequenceCheck(int senders)
{
    /// <summary>Numbers that may still come late; what is missing beyond that is lost at once.</summary>
    private const int MaxMissing = 100_000;

    private readonly uint[] _next = new uint[senders];
    private HashSet<(int Sender, uint Number)>? _missing;
    private long _lost;
    private long _told;
    private long _repeated;
    private long _outOfOrder;
    private long _corrupt;

    /// <summary>The same for two readers exactly where they got the same messages in one order.</summary>
    public ulong Order { get; private set; }

    /// <summary>Takes in one message; returns how many of the sender's are dealt with by it, those that it skips included.</summary>
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

    /// <summary>The server says itself that it left so many out.</summary>
    public void AcceptGap(long count) => _told += count;

    /// <summary>What was wrong in all, given how many messages each sender sent.</summary>
    public ReceiveErrors Finish(ReadOnlySpan<uint> sent)
    {
        var lost = _lost + (_missing?.Count ?? 0);
        for (var sender = 0; sender < _next.Length; sender++)
        {
            lost += sent[sender] - _next[sender];
        }

        return new ReceiveErrors(Math.Max(lost, _told), _repeated, _outOfOrder, _corrupt);
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
