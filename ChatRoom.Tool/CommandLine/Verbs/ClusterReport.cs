using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ChatRoom.Client.Verbs;

namespace ChatRoom.CommandLine.Verbs;

/// <summary>The servers of a cluster for people or programs: a table, or JSON.</summary>
internal static class ClusterReport
{
    private static readonly string[] Head = ["node", "address", "phase", "run", "members", "applied", "lag", "cut off"];

    /// <summary>The first column of numbers, which stand on the right.</summary>
    private const int FirstNumber = 3;

    /// <summary>The last column of numbers.</summary>
    private const int LastNumber = 6;

    public static string Table(IReadOnlyList<ClusterRow> rows)
    {
        string[][] table = [Head, .. rows.Select(Cells)];
        var widths = Head.Select((_, column) => table.Max(row => row[column].Length)).ToArray();
        return string.Concat(table.Select(row => string.Join("  ", row.Select((cell, column) =>
            column is >= FirstNumber and <= LastNumber ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd() + "\n"));
    }

    public static string Json(IReadOnlyList<ClusterRow> rows)
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (var row in rows)
        {
            using (var json = new Utf8JsonWriter(lines))
            {
                json.WriteStartObject();
                json.WriteString("node"u8, row.Node.Id);
                json.WriteString("address"u8, row.Node.Address);
                json.WriteString("phase"u8, row.Node.Phase);
                json.WriteNumber("run"u8, row.Node.Run);
                json.WriteNumber("members"u8, row.Node.Members);
                if (row is { Applied: { } applied, Lag: { } lag, IsCutOff: { } isCutOff })
                {
                    json.WriteNumber("applied"u8, applied);
                    json.WriteNumber("lag"u8, lag);
                    json.WriteBoolean("cutOff"u8, isCutOff);
                }

                json.WriteEndObject();
            }

            lines.Write("\n"u8);
        }

        return Encoding.UTF8.GetString(lines.WrittenSpan);
    }

    private static string[] Cells(ClusterRow row) =>
    [
        row.Node.Id,
        row.Node.Address,
        row.Node.Phase,
        Number(row.Node.Run),
        Number(row.Node.Members),
        Number(row.Applied),
        Number(row.Lag),
        row.IsCutOff switch { null => "-", true => "yes", _ => "no" },
    ];

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
