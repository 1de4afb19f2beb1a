using System.Diagnostics.Metrics;

namespace ChatRoom.Server.Events.Prometheus;

/// <summary>
/// A histogram, with the buckets that its instrument advises. It has one series: no histogram of this program has tags. Any thread;
/// guarded by its own lock.
/// </summary>
internal sealed class HistogramMetric : Metric
{
    private readonly Lock _lock = new();
    private readonly double[] _limits;
    private readonly long[] _counts;
    private double _sum;

    public HistogramMetric(string name, Histogram<double> instrument)
        : base(name, instrument.Description ?? "")
    {
        _limits = [.. instrument.Advice?.HistogramBucketBoundaries ?? [], double.PositiveInfinity];
        _counts = new long[_limits.Length];
    }

    protected override string Type => "histogram";

    public override void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        // A bucket's limit belongs to the bucket.
        var bucket = Array.FindIndex(_limits, limit => value <= limit);
        lock (_lock)
        {
            _counts[bucket]++;
            _sum += value;
        }
    }

    protected override void WriteSamples(MetricsText text)
    {
        lock (_lock)
        {
            long count = 0;
            for (var i = 0; i < _limits.Length; i++)
            {
                count += _counts[i];
                text.Add($"{Name}_bucket", count, ("le", MetricsText.Number(_limits[i])));
            }

            text.Add($"{Name}_sum", _sum);
            text.Add($"{Name}_count", count);
        }
    }
}
