using ChatRoom.Protocol;
using ChatRoom.Tests.Transcripts;

namespace ChatRoom.Tests.Attacks;

/// <summary>The bytes of the golden transcripts: those of clients in each dialect, and those of servers to typed clients.</summary>
internal sealed class Recordings
{
    private readonly Dictionary<NameEnd, byte[][][]> _clients;

    private Recordings(Dictionary<NameEnd, byte[][][]> clients, byte[][] serverLines) =>
        (_clients, ServerLines) = (clients, serverLines);

    public static Recordings Golden { get; } = Read();

    /// <summary>A server's lines to typed clients.</summary>
    public byte[][] ServerLines { get; }

    /// <summary>All client connections of this dialect, each as the parts that it sends.</summary>
    public byte[][][] Of(NameEnd nameEnd) => _clients[nameEnd];

    /// <summary>The same connections, each as one array.</summary>
    public byte[][] Streams(NameEnd nameEnd) => [.. Of(nameEnd).Select(pieces => pieces.SelectMany(piece => piece).ToArray())];

    private static Recordings Read()
    {
        var clients = new List<byte[][]>();
        var serverLines = new List<byte[]>();
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Transcripts"), "*.txt").Order(StringComparer.Ordinal))
        {
            var steps = File.ReadLines(file).Where(line => !line.StartsWith('#')).Select(TranscriptStep.Parse).OfType<TranscriptStep>().ToArray();
            foreach (var one in steps.GroupBy(step => step.Name))
            {
                var sent = one.Where(step => step.Act is ">" or ">>").Select(step => step.Bytes).ToArray();
                if (sent.Length > 0)
                {
                    clients.Add(sent);
                    serverLines.AddRange(NameEndOf(sent) == NameEnd.Nul ? one.Where(step => step.Act == "<").Select(step => step.Bytes) : []);
                }
            }
        }

        return new Recordings(clients.GroupBy(NameEndOf).ToDictionary(group => group.Key, group => group.ToArray()), [.. serverLines]);
    }

    private static NameEnd NameEndOf(byte[][] sent)
    {
        var end = sent[0].AsSpan().IndexOfAny((byte)0, (byte)'\n', (byte)'\r');
        return end < 0 ? NameEnd.None : sent[0][end] == 0 ? NameEnd.Nul : NameEnd.LineEnd;
    }
}
