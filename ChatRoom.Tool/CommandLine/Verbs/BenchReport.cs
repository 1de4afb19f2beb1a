using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChatRoom.Bench;
using ChatRoom.Bench.Measuring;

namespace ChatRoom.CommandLine.Verbs;

/// <summary>A measurement for people or programs: progress, a table, or JSON.</summary>
internal static partial class BenchReport
{
    public static string Line(BenchProgress progress)
    {
        var done = progress.Deliveries is { } deliveries
            ? Text($"{deliveries:N0} deliveries")
            : Text($"{progress.Joined:N0} of {progress.Connections:N0} joined");
        var stuck = progress.Stuck > 0 ? Text($", {progress.Stuck:N0} stuck") : "";
        return Text($"{progress.Elapsed.TotalSeconds:0} s: {done}{stuck}\n");
    }

    public static string Json(BenchResult result) => JsonSerializer.Serialize(result, Context.Default.BenchResult) + "\n";

    public static string Table(BenchResult result)
    {
        var table = new StringBuilder();
        Row("dialect", result.Dialect);
        Row("connections", Text($"{result.Connections:N0}"));
        Row("rooms", Text($"{result.Rooms:N0}"));
        Row("stuck", Text($"{result.Stuck:N0}"));
        Row("joins a second", Text($"{result.JoinsPerSecond:N0}"));
        if (result.Traffic is { } traffic)
        {
            Row("messages", Text($"{traffic.Messages:N0}"));
            Row("deliveries", Text($"{traffic.Deliveries:N0}"));
            Row("deliveries a second", Text($"{traffic.DeliveriesPerSecond:N0}"));
            Row("latency p50", Latency(traffic.LatencyMicroseconds.P50));
            Row("latency p90", Latency(traffic.LatencyMicroseconds.P90));
            Row("latency p99", Latency(traffic.LatencyMicroseconds.P99));
            Row("latency max", Latency(traffic.LatencyMicroseconds.Max));
            Row("lost", Text($"{traffic.Lost:N0}"));
            Row("repeated", Text($"{traffic.Repeated:N0}"));
            Row("out of order", Text($"{traffic.OutOfOrder:N0}"));
            Row("corrupt", Text($"{traffic.Corrupt:N0}"));
            Row(result.Rooms == 1 ? "one order for all" : "one order in a room", traffic.SameTotalOrder ? "yes" : "no");
        }

        Row("connections lost", Text($"{result.ConnectionsLost:N0}"));
        return table.ToString();

        void Row(string name, string value) => table.Append(CultureInfo.InvariantCulture, $"{name,-20}{value,15}\n");
    }

    private static string Latency(double microseconds) => Text($"{microseconds:N0} us");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(BenchResult))]
    private sealed partial class Context : JsonSerializerContext;
}
