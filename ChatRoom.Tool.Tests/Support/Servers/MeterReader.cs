using System.Diagnostics.Metrics;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Support.Servers;

/// <summary>Reads the meter of the server with these options, and of no other: other tests run at the same time.</summary>
internal sealed class MeterReader : IDisposable
{
    private readonly Dictionary<string, double> _values = [];
    private readonly HashSet<string> _recorded = [];
    private readonly MeterListener _listener;

    public MeterReader(ServerOptions options)
    {
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, options))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, seconds, tags, _) =>
        {
            Assert.That(seconds, Is.Not.Negative);
            if (instrument.IsObservable)
            {
                Note(instrument, seconds, tags);
                return;
            }

            lock (_recorded)
            {
                _recorded.Add(instrument.Name);
            }
        });
        _listener.Start();
    }

    /// <summary>The value of an instrument when it was last read; with its tags after spaces.</summary>
    public double this[string name] => _values[name];

    /// <summary>The instruments that have values of their own time: histograms.</summary>
    public IReadOnlySet<string> Recorded => _recorded;

    /// <summary>The names of the instruments that were read.</summary>
    public IEnumerable<string> Names => _values.Keys;

    /// <summary>Reads until an instrument has a value.</summary>
    public Task Until(string name, double value) => Until(name, now => now == value);

    /// <summary>Reads until an instrument has a value that is wanted.</summary>
    public async Task Until(string name, Func<double, bool> isWanted)
    {
        using var patience = new CancellationTokenSource(TestTimeout.Limit);
        do
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
            _listener.RecordObservableInstruments();
        }
        while (!isWanted(_values[name]));
    }

    public void Dispose() => _listener.Dispose();

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _values[string.Join(' ', [instrument.Name, .. tags.ToArray().Select(tag => $"{tag.Value}")])] = value;
}
