using System.Buffers;
using System.Text;
using ChatRoom.Client.Options;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Printing;

/// <summary>
/// Prints what a server tells: what happens in the room to one stream, in a format, and what concerns this
/// client alone to the other, as text. Filters all of it, because not every server does. Collects until it
/// is flushed; guarded by its own lock. The other stream is opened where there is something for it, and never fails.
/// </summary>
internal sealed class LinePrinter(Stream output, Func<Stream> errors)
{
    private readonly Lock _gate = new();
    private readonly LineText _text = new();
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly ArrayBufferWriter<byte> _errors = new();

    public LinePrinter(Stream output, Stream errors)
        : this(output, () => errors)
    {
    }

    public LineFormat Format { get; init; } = new TextFormat();

    /// <summary>Prints nothing but mistakes.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>The byte behind each line of output.</summary>
    public byte Terminator { get; init; } = (byte)'\n';

    /// <summary>Prints what is for a person; called by one loop.</summary>
    public void Print(in ServerLine line)
    {
        if (IsQuiet && line.Kind is not (ServerLineKind.Error or ServerLineKind.Refused or ServerLineKind.Bye))
        {
            return;
        }

        PrintBeside(line);
        lock (_gate)
        {
            if (Format.Covers(line.Kind))
            {
                var before = _output.WrittenCount;
                Format.Write(line, _output);
                if (_output.WrittenCount > before)
                {
                    _output.Write([Terminator]);
                }
            }
            else if (OutageText.Of(line) is null && _text.Of(line) is { IsEmpty: false } text)
            {
                _errors.Write(text);
                _errors.Write("\n"u8);
            }
        }
    }

    /// <summary>Prints the sentence for how the connection fares, be the line printed or not; nothing for other lines.</summary>
    public void PrintBeside(in ServerLine line)
    {
        if (!IsQuiet && OutageText.Of(line) is { } sentence)
        {
            Explain(sentence);
        }
    }

    /// <summary>Prints a sentence of our own beside the errors.</summary>
    public void Explain(string sentence)
    {
        lock (_gate)
        {
            _errors.Write(Encoding.UTF8.GetBytes($"chatroom: {sentence}\n"));
        }
    }

    /// <summary>Writes out what was collected; null, or why the output takes nothing any more.</summary>
    public Failure? Flush()
    {
        lock (_gate)
        {
            FlushErrors();
            if (_output.WrittenCount == 0)
            {
                return null;
            }

            var failure = StandardOutput.TryWrite(output, _output.WrittenSpan);
            _output.ResetWrittenCount();
            return failure;
        }
    }

    /// <summary>Writes out the sentences alone.</summary>
    public void FlushErrors()
    {
        lock (_gate)
        {
            if (_errors.WrittenCount > 0)
            {
                var to = errors();
                to.Write(_errors.WrittenSpan);
                to.Flush();
                _errors.ResetWrittenCount();
            }
        }
    }
}
