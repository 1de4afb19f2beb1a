using System.Diagnostics.Metrics;
using System.Text;
using ChatRoom.Server.Events.Prometheus;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Events.Prometheus;

/// <summary>Meters as Prometheus reads them.</summary>
internal sealed class MetricsReaderTests : IDisposable
{
    private readonly object _scope = new();
    private readonly Meter _meter;
    private readonly MetricsReader _reader;

    public MetricsReaderTests()
    {
        _meter = new Meter(new MeterOptions("test") { Scope = _scope });
        _reader = new MetricsReader(_scope);
    }

    [TearDown]
    public void Dispose()
    {
        _reader.Dispose();
        _meter.Dispose();
    }

    [Test]
    public void A_counter_and_a_gauge_are_what_their_sources_say_now()
    {
        var sent = 5;
        _meter.CreateObservableCounter("test.bytes.sent", () => sent, "By", "Bytes.");
        _meter.CreateObservableUpDownCounter("test.members", () => -sent, "{member}", "Members.");
        _meter.CreateObservableGauge("test.age", () => 0.25, "s", "Age.");

        Assert.That(Own(), Is.EqualTo(
            """
            # HELP test_age_seconds Age.
            # TYPE test_age_seconds gauge
            test_age_seconds 0.25
            # HELP test_members Members.
            # TYPE test_members gauge
            test_members -5
            # HELP test_sent_bytes_total Bytes.
            # TYPE test_sent_bytes_total counter
            test_sent_bytes_total 5

            """));

        sent = 7;
        Assert.That(Page()["test_sent_bytes_total"], Is.EqualTo(7));
    }

    [Test]
    public void Labels_and_help_are_escaped()
    {
        KeyValuePair<string, object?>[] tags = [new("a.b", "\"\\\n"), new("c", null)];
        _meter.CreateObservableGauge("test.tags", () => new Measurement<int>(1, tags), null, "One\\two\nthree \"four\".");

        Assert.That(Own(), Is.EqualTo("""
            # HELP test_tags One\\two\nthree "four".
            # TYPE test_tags gauge
            test_tags{a_b="\"\\\n",c=""} 1

            """));
    }

    [Test]
    public void Each_tag_of_a_counter_is_a_series()
    {
        _meter.CreateObservableCounter(
            "test.closes",
            () => new[] { "quit", "lost" }.Select(reason => new Measurement<long>(reason.Length + 1, new KeyValuePair<string, object?>("reason", reason + "!"))),
            "{connection}",
            "Closes.");

        Assert.That((Page()["test_closes_total{reason=\"quit!\"}"], Page()["test_closes_total{reason=\"lost!\"}"]), Is.EqualTo((5, 5)));
    }

    [Test]
    public void A_histogram_has_cumulative_buckets_and_their_limits_belong_to_them()
    {
        var histogram = _meter.CreateHistogram("test.sync", "s", "Syncs.", [], new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0001, 0.5, 1] });
        double[] times = [0.00005, 0.5, 0.5, 2];
        Array.ForEach(times, time => histogram.Record(time));

        Assert.That(Own(), Is.EqualTo("""
            # HELP test_sync_seconds Syncs.
            # TYPE test_sync_seconds histogram
            test_sync_seconds_bucket{le="0.0001"} 1
            test_sync_seconds_bucket{le="0.5"} 3
            test_sync_seconds_bucket{le="1"} 3
            test_sync_seconds_bucket{le="+Inf"} 4
            test_sync_seconds_sum 3.00005
            test_sync_seconds_count 4

            """));
    }

    [Test]
    public void A_histogram_loses_no_measurement_of_many_threads()
    {
        const int each = 10_000;
        var histogram = _meter.CreateHistogram<double>("test.sync", "s", "Syncs.");

        Parallel.For(0, 4, _ =>
        {
            for (var i = 0; i < each; i++)
            {
                histogram.Record(1);
            }
        });

        Assert.That((Page()["test_sync_seconds_count"], Page()["test_sync_seconds_sum"]), Is.EqualTo((4.0 * each, 4.0 * each)));
    }

    [Test]
    public void Without_a_reader_a_histogram_is_not_recorded()
    {
        var histogram = _meter.CreateHistogram<double>("test.sync", "s", "Syncs.");
        Assert.That(histogram.Enabled, Is.True);

        _reader.Dispose();

        Assert.That(histogram.Enabled, Is.False);
    }

    [Test]
    public void Another_servers_meter_is_not_read()
    {
        using var other = new Meter(new MeterOptions("test") { Scope = new object() });
        other.CreateObservableGauge("test.other", () => 1);

        Assert.That(Page().Names, Has.None.EqualTo("test_other"));
    }

    [Test]
    public void The_runtimes_own_metrics_are_read()
    {
        var page = Page();

        Assert.That(page["dotnet_process_memory_working_set_bytes"], Is.GreaterThan(1 << 20));
        Assert.That(page["dotnet_process_cpu_time_seconds_total{cpu_mode=\"user\"}"], Is.Positive);
        Assert.That(page.Has("dotnet_gc_collections_total{gc_heap_generation=\"gen0\"}"));
    }

    private PrometheusPage Page() => PrometheusPage.Parse(_reader.Read());

    /// <summary>The text without the runtime's metrics, which come first.</summary>
    private string Own()
    {
        var page = _reader.Read();
        PrometheusPage.Parse(page);
        var text = Encoding.UTF8.GetString(page);
        return text[text.IndexOf("# HELP test_", StringComparison.Ordinal)..];
    }
}
