using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace ChatRoom.Tests.Support.Values;

/// <summary>A page of metrics, read by the rules of Prometheus' text format 0.0.4. A page that breaks one fails the test.</summary>
internal sealed partial class PrometheusPage
{
    private readonly Dictionary<string, double> _samples = [];
    private readonly Dictionary<string, string> _types = [];

    private PrometheusPage(byte[] page)
    {
        var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(page);
        Assert.That(text, Does.EndWith("\n").And.Not.Contain("\r").And.Not.Contain("\n\n"));
        var lines = text.Split('\n')[..^1];
        for (var i = 0; i < lines.Length;)
        {
            var help = Help().Match(lines[i]);
            var type = Kind().Match(lines[i + 1]);
            Assert.That(help.Success && type.Success, lines[i] + "\n" + lines[i + 1]);
            var name = type.Groups["name"].Value;
            Assert.That(help.Groups["name"].Value, Is.EqualTo(name));
            Assert.That(_types.TryAdd(name, type.Groups["type"].Value), $"{name} is described twice");
            for (i += 2; i < lines.Length && !lines[i].StartsWith('#'); i++)
            {
                AddSample(name, lines[i]);
            }
        }

        Assert.That(_types.Where(pair => pair.Value == "counter" != pair.Key.EndsWith("_total", StringComparison.Ordinal)), Is.Empty);
        foreach (var name in _types.Where(pair => pair.Value == "histogram").Select(pair => pair.Key))
        {
            CheckHistogram(name);
        }
    }

    /// <summary>The names of the metrics, in their order.</summary>
    public IEnumerable<string> Names => _types.Keys;

    /// <summary>A sample by its name and labels as they stand, such as <c>chatroom_closes_total{reason="quit"}</c>.</summary>
    public double this[string series] => _samples.TryGetValue(series, out var value) ? value : throw new AssertionException($"{series} is not among\n{string.Join('\n', _samples.Keys)}");

    public static PrometheusPage Parse(byte[] page) => new(page);

    public bool Has(string series) => _samples.ContainsKey(series);

    public string TypeOf(string name) => _types[name];

    private void AddSample(string metric, string line)
    {
        var sample = Sample().Match(line);
        Assert.That(sample.Success, line);
        string[] names = _types[metric] == "histogram" ? [$"{metric}_bucket", $"{metric}_sum", $"{metric}_count"] : [metric];
        Assert.That(names, Does.Contain(sample.Groups["name"].Value), line);
        var number = sample.Groups["value"].Value;
        var value = number switch { "+Inf" => double.PositiveInfinity, "-Inf" => double.NegativeInfinity, _ => double.Parse(number, CultureInfo.InvariantCulture) };
        Assert.That(_samples.TryAdd(sample.Groups["series"].Value, value), $"{line} is there twice");
    }

    private void CheckHistogram(string name)
    {
        var buckets = _samples.Keys.Where(series => series.StartsWith($"{name}_bucket{{le=", StringComparison.Ordinal)).ToArray();
        var limits = buckets.Select(series => series.Split('"')[1]).ToArray();
        Assert.That(limits[^1], Is.EqualTo("+Inf"));
        Assert.That(limits[..^1].Select(limit => double.Parse(limit, CultureInfo.InvariantCulture)), Is.Ordered.And.Unique);
        Assert.That(buckets.Select(series => _samples[series]), Is.Ordered, "buckets are cumulative");
        Assert.That(this[$"{name}_count"], Is.EqualTo(_samples[buckets[^1]]));
        Assert.That(Has($"{name}_sum"));
    }

    [GeneratedRegex(@"^# HELP (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?:[^\\]|\\\\|\\n)+$")]
    private static partial Regex Help();

    [GeneratedRegex(@"^# TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<type>counter|gauge|histogram)$")]
    private static partial Regex Kind();

    [GeneratedRegex("""
        ^(?<series>(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\\\|\\"|\\n)*"(?:,(?=[a-z])|(?=\})))+\})?) (?<value>[+]Inf|-Inf|-?[0-9.]+(?:E[+-]?[0-9]+)?)$
        """)]
    private static partial Regex Sample();
}
