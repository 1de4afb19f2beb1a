using ChatRoom.Protocol;
using ChatRoom.Tests.Transcripts;

namespace ChatRoom.Tests.Attacks;

/// <summary>What the golden transcripts hold, as material: what clients say in each dialect, and what servers say to typed ones.</summary>
internal sealed class Recordings
{
    private readonly Dictionary<Dialect, byte[][][]> _clients;

    private Recordings(Dictionary<Dialect, byte[][][]> clients, byte[][] serverLines) =>
        (_clients, ServerLines) = (clients, serverLines);

    public static Recordings Golden { get; } = Read();

    /// <summary>Lines of servers to programs.</summary>
    public byte[][] ServerLines { get; }

    /// <summary>Each connection of a client of that dialect, as the pieces that it sends.</summary>
    public byte[][][] Of(Dialect dialect) => _clients[dialect];

    /// <summary>The same, run together.</summary>
    public byte[][] Streams(Dialect dialect) => [.. Of(dialect).Select(pieces => pieces.SelectMany(piece => piece).ToArray())];

    private static Recordings Read()
    {
        var clients = new List<byte[][]>();
        var serverLines = new List<byte[]>();
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Transcripts"), "*.txt").Order(StringComparer.Ordinal))
        {
            var steps = File.ReadLines(file).Where(line => !line.StartsWith('#')).Select(TranscriptStep.Parse).OfType<TranscriptStep>().ToArray();
            foreach (var one in steps.GroupBy(step => step.Name))
            {
                var said = one.Where(step => step.Act is ">" or ">>").Select(step => step.Bytes).ToArray();
                if (said.Length > 0)
                {
                    clients.Add(said);
                    serverLines.AddRange(DialectOf(said) == Dialect.Typed ? one.Where(step => step.Act == "<").Select(step => step.Bytes) : []);
                }
            }
        }

        return new Recordings(clients.GroupBy(DialectOf).ToDictionary(group => group.Key, group => group.ToArray()), [.. serverLines]);
    }

    private static Dialect DialectOf(byte[][] said)
    {
        var end = said[0].AsSpan().IndexOfAny((byte)0, (byte)'\n', (byte)'\r');
        return end < 0 ? Dialect.Tutorial : said[0][end] == 0 ? Dialect.Typed : Dialect.Line;
    }
}
