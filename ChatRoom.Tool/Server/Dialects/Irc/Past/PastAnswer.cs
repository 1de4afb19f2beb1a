using System.Buffers;
using System.Text;
using ChatRoom.Protocol.Irc;
using ChatRoom.Protocol.Typed;
using ChatRoom.Server.Rooms.Reading;

namespace ChatRoom.Server.Dialects.Irc.Past;

/// <summary>
/// Past messages as one client is sent them: in a batch if it knows batches. It is of bounded size: if there is more, the
/// farthest messages are left out. Used by one thread at a time, for one answer.
/// </summary>
/// <param name="type">The type of the batch and its parameters, such as <c>chathistory #lobby</c>.</param>
internal sealed class PastAnswer(IrcCaps caps, string type)
{
    /// <summary>No other batch of the connection is open at the same time, so its reference is always this one.</summary>
    private const string Reference = "past";

    private readonly ArrayBufferWriter<byte> _bytes = new();

    private bool HasBatch => caps.HasFlag(IrcCaps.Batch);

    /// <summary>Adds the messages that a query has found, up to a number of bytes. They are encoded on another thread, so that they delay nobody.</summary>
    /// <param name="isNewest">The oldest messages are the farthest; false: the newest.</param>
    public Task AddAsync(List<PastEvent> found, bool isNewest, int maxBytes) => Task.Run(() => Add(found, isNewest, maxBytes));

    /// <summary>Adds a line that is no message, without its end.</summary>
    public void Add(string line) => _bytes.Write(Encoding.UTF8.GetBytes($"{(HasBatch ? $"@batch={Reference} " : "")}:{ServerName} {line}\r\n"));

    /// <summary>The whole answer; without batches and without messages it is empty.</summary>
    public byte[] ToArray() =>
        HasBatch ? [.. Line($"BATCH +{Reference} {type}"), .. _bytes.WrittenSpan, .. Line($"BATCH -{Reference}")] : _bytes.WrittenSpan.ToArray();

    private void Add(List<PastEvent> found, bool isNewest, int maxBytes)
    {
        var encoded = new List<byte[]>();
        for (var i = 0; i < found.Count && maxBytes > 0; i++)
        {
            var said = Encode(found[isNewest ? found.Count - 1 - i : i]);
            maxBytes -= said.Length;
            if (maxBytes >= 0)
            {
                encoded.Add(said);
            }
        }

        if (isNewest)
        {
            encoded.Reverse();
        }

        encoded.ForEach(said => _bytes.Write(said));
    }

    private static string ServerName => Encoding.UTF8.GetString(IrcEventWriter.Server);

    private static byte[] Line(string line) => Encoding.UTF8.GetBytes($":{ServerName} {line}\r\n");

    private byte[] Encode(in PastEvent said)
    {
        // The line was parsed when it was found, so it is valid.
        _ = ServerLineParser.TryParse(said.Typed, out var line);
        Span<byte> buffer = stackalloc byte[IrcEventWriter.MaxEncoded];
        return buffer[..IrcEventWriter.WritePast(line, caps, HasBatch ? "past"u8 : default, buffer)].ToArray();
    }
}
