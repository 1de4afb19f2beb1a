using System.Numerics;
using System.Runtime.CompilerServices;

namespace ChatRoom.Bench.Measuring;

/// <summary>
/// A histogram of times in nanoseconds, with 128 buckets for each power of two. Its memory does not grow, and a percentile
/// is off by at most one part in 256. Only the run's thread uses it.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int SubBits = 7;
    private const int SubBuckets = 1 << SubBits;

    private readonly long[] _buckets = new long[(64 - SubBits) << SubBits];

    public long Count { get; private set; }

    public long Max { get; private set; }

    /// <summary>Adds a time. A negative time, which the clocks of several processors can give, counts as 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long nanoseconds)
    {
        var value = Math.Max(nanoseconds, 0);
        _buckets[BucketOf(value)]++;
        Count++;
        Max = Math.Max(Max, value);
    }

    /// <summary>The time that this share of all times does not exceed; 0 if there are none.</summary>
    public long Percentile(double share)
    {
        var wanted = Math.Max((long)Math.Ceiling(share * Count), 1);
        long counted = 0;
        for (var i = 0; i < _buckets.Length; i++)
        {
            counted += _buckets[i];
            if (counted >= wanted)
            {
                return Math.Min(MiddleOf(i), Max);
            }
        }

        return 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int BucketOf(long value)
    {
        if (value < SubBuckets)
        {
            return (int)value;
        }

        var shift = BitOperations.Log2((ulong)value) - SubBits;
        return ((shift + 1) << SubBits) + (int)((value >> shift) & (SubBuckets - 1));
    }

    private static long MiddleOf(int bucket)
    {
        if (bucket < SubBuckets)
        {
            return bucket;
        }

        var shift = (bucket >> SubBits) - 1;
        return ((long)(SubBuckets + (bucket & (SubBuckets - 1))) << shift) + ((1L << shift) >> 1);
    }
}
