using System.Diagnostics.Metrics;

namespace ChatRoom.Server.Events.Prometheus;

/// <summary>
/// Reads the meter of one server and that of the runtime, for Prometheus. While it exists, histograms are recorded; without one they
/// cost nothing. Any thread; guarded by its own lock.
/// </summary>
internal sealed class MetricsReader : IDisposable
{
    private const string RuntimeMeter = "System.Runtime";

    private readonly object _scope;
    private readonly Lock _lock = new();
    private readonly MeterListener _listener;
    private readonly SortedDictionary<string, Metric> _metrics = new(StringComparer.Ordinal);

    /// <param name="scope">The scope of the server's meter: one process can have several servers.</param>
    public MetricsReader(object scope)
    {
        _scope = scope;
        _listener = new MeterListener { InstrumentPublished = Add };
        _listener.SetMeasurementEventCallback<int>((_, value, tags, metric) => ((Metric)metric!).Record(value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, metric) => ((Metric)metric!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, metric) => ((Metric)metric!).Record(value, tags));
        _listener.Start();
    }

    /// <summary>All metrics as text of <see cref="MetricsText.ContentType"/>, in the order of their names.</summary>
    public byte[] Read()
    {
        var text = new MetricsText();
        lock (_lock)
        {
            _listener.RecordObservableInstruments();
            foreach (var metric in _metrics.Values)
            {
                metric.WriteTo(text);
            }
        }

        return text.ToBytes();
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, MeterListener listener)
    {
        if ((ReferenceEquals(instrument.Meter.Scope, _scope) || instrument.Meter.Name == RuntimeMeter) && Metric.TryMake(instrument) is { } metric)
        {
            lock (_lock)
            {
                _metrics[metric.Name] = metric;
            }

            listener.EnableMeasurementEvents(instrument, metric);
        }
    }
}
