using ChatRoom.Bench.Measuring;
using NUnit.Framework;

namespace ChatRoom.Tests.Bench.Measuring;

internal sealed class LatencyHistogramTests
{
    [Test]
    public void An_empty_histogram_has_zero_percentiles() =>
        Assert.That(new LatencyHistogram().Percentile(0.99), Is.Zero);

    [Test]
    public void Percentiles_of_small_times_are_exact()
    {
        var histogram = Of(Enumerable.Range(1, 100).Select(time => (long)time));

        Assert.That(new[] { 0.5, 0.9, 0.99, 1 }.Select(histogram.Percentile), Is.EqualTo(new long[] { 50, 90, 99, 100 }));
    }

    [TestCase(128)]
    [TestCase(129)]
    [TestCase(1_000_003)]
    [TestCase(86_400_000_000_000)]
    [TestCase(long.MaxValue)]
    public void A_percentile_is_exact_to_one_part_in_256(long time)
    {
        var histogram = Of([time, long.MaxValue]);

        Assert.That(histogram.Percentile(0.5), Is.EqualTo(time).Within(time / 256));
    }

    [Test]
    public void The_maximum_is_exact_and_no_percentile_exceeds_it()
    {
        var histogram = Of([1_000_001]);

        Assert.That(histogram.Max, Is.EqualTo(1_000_001));
        Assert.That(histogram.Percentile(0.5), Is.LessThanOrEqualTo(1_000_001));
    }

    [Test]
    public void A_negative_time_counts_as_zero() =>
        Assert.That(Of([-5]).Percentile(1), Is.Zero);

    private static LatencyHistogram Of(IEnumerable<long> times)
    {
        var histogram = new LatencyHistogram();
        foreach (var time in times)
        {
            histogram.Add(time);
        }

        return histogram;
    }
}
