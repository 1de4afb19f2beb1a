using System.Diagnostics.Metrics;

namespace ChatRoom.Server.Events.Prometheus;

/// <summary>An instrument as a metric of Prometheus, with what it has measured.</summary>
internal abstract class Metric(string name, string help)
{
    public string Name => name;

    protected abstract string Type { get; }

    public abstract void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags);

    public void WriteTo(MetricsText text)
    {
        text.Begin(name, Type, help);
        WriteSamples(text);
    }

    /// <summary>Null: a kind of instrument that neither this program nor the runtime's documented metrics need.</summary>
    public static Metric? TryMake(Instrument instrument)
    {
        if (instrument is Histogram<double> histogram)
        {
            return new HistogramMetric(NameOf(isCounter: false), histogram);
        }

        var isCounter = instrument is ObservableCounter<int> or ObservableCounter<long> or ObservableCounter<double>;
        return instrument.IsObservable ? new ObservedMetric(NameOf(isCounter), instrument.Description ?? "", isCounter) : null;

        string NameOf(bool isCounter) => MetricName.Of(instrument.Name, instrument.Unit, isCounter);
    }

    protected abstract void WriteSamples(MetricsText text);
}
