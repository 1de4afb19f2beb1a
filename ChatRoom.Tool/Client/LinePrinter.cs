using System.Buffers;
using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Client;

/// <summary>
/// Prints what a server tells, as text: what happens in the room to one stream, what concerns this client
/// alone to the other. Filters all of it, because not every server does. Collects until it is flushed;
/// guarded by its own lock.
/// </summary>
internal sealed class LinePrinter(Stream output, Stream errors)
{
    private readonly Lock _gate = new();
    private readonly LineText _text = new();
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly ArrayBufferWriter<byte> _errors = new();

    /// <summary>Prints what is for a person; called by one loop.</summary>
    public void Print(in ServerLine line)
    {
        var text = _text.Of(line);
        if (!text.IsEmpty)
        {
            Collect(IsForThisClientAlone(line.Kind) ? _errors : _output, text);
        }
    }

    /// <summary>Prints a sentence of our own beside the errors.</summary>
    public void Explain(string sentence) => Collect(_errors, Encoding.UTF8.GetBytes($"chatroom: {sentence}"));

    /// <summary>Writes out what was collected; false where nobody reads our output any more.</summary>
    public bool Flush()
    {
        lock (_gate)
        {
            try
            {
                Flush(_errors, errors);
                Flush(_output, output);
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    private static bool IsForThisClientAlone(ServerLineKind kind) =>
        kind is ServerLineKind.Notice or ServerLineKind.Error or ServerLineKind.Gap
            or ServerLineKind.Bye or ServerLineKind.Welcome;

    private void Collect(ArrayBufferWriter<byte> to, ReadOnlySpan<byte> text)
    {
        lock (_gate)
        {
            to.Write(text);
            to.Write("\n"u8);
        }
    }

    private static void Flush(ArrayBufferWriter<byte> collected, Stream to)
    {
        if (collected.WrittenCount > 0)
        {
            to.Write(collected.WrittenSpan);
            to.Flush();
            collected.ResetWrittenCount();
        }
    }
}
