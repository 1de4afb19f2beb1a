namespace ChatRoom.Server.Events.Prometheus;

/// <summary>A counter or a gauge, whose values are read from their source each time. One thread at a time.</summary>
internal sealed class ObservedMetric(string name, string help, bool isCounter) : Metric(name, help)
{
    private readonly List<(double Value, (string Name, string Value)[] Labels)> _samples = [];

    protected override string Type => isCounter ? "counter" : "gauge";

    public override void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new (string, string)[tags.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = (tags[i].Key.Replace('.', '_'), tags[i].Value?.ToString() ?? "");
        }

        _samples.Add((value, labels));
    }

    protected override void WriteSamples(MetricsText text)
    {
        foreach (var (value, labels) in _samples)
        {
            text.Add(Name, value, labels);
        }

        _samples.Clear();
    }
}
