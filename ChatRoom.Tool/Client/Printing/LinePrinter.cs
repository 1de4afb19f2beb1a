using System.Buffers;
using System.Text;
using ChatRoom.Client.Options;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Line;

namespace ChatRoom.Client.Printing;

/// <summary>
/// Prints a server's lines: events of the room to one stream, in a format; lines for this client alone to the other, as
/// text. Filters control characters, because not every server does. Buffers until it is flushed. Guarded by its own lock.
/// The stream for errors is opened when it is first needed, and its writes never fail.
/// </summary>
internal sealed class LinePrinter(Stream output, Func<Stream> errors)
{
    private readonly Lock _lock = new();
    private LineText _text = new(showsRoom: false);
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly ArrayBufferWriter<byte> _errors = new();

    public LinePrinter(Stream output, Stream errors)
        : this(output, () => errors)
    {
    }

    public LineFormat Format { get; init; } = new TextFormat(showsRoom: false);

    /// <summary>Lines for this client alone begin with their room, as there are several.</summary>
    public bool ShowsRoom
    {
        init => _text = new LineText(value);
    }

    /// <summary>Prints only errors.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>The byte after each line of output.</summary>
    public byte Terminator { get; init; } = (byte)'\n';

    /// <summary>Prints a line; called by one loop.</summary>
    public void Print(in ServerLine line)
    {
        if (IsQuiet && line.Kind is not (ServerLineKind.Error or ServerLineKind.Refused or ServerLineKind.Bye))
        {
            return;
        }

        PrintOutage(line);
        lock (_lock)
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

    /// <summary>Prints a sentence to standard error if the line is about an outage, even if the line itself is not printed.</summary>
    public void PrintOutage(in ServerLine line)
    {
        if (!IsQuiet && OutageText.Of(line) is { } sentence)
        {
            Explain(sentence);
        }
    }

    /// <summary>Prints a sentence of our own to standard error.</summary>
    public void Explain(string sentence)
    {
        lock (_lock)
        {
            _errors.Write(Encoding.UTF8.GetBytes($"chatroom: {sentence}\n"));
        }
    }

    /// <summary>Writes the buffered lines; returns why that failed, or null.</summary>
    public Failure? Flush()
    {
        lock (_lock)
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

    /// <summary>Writes the buffered errors alone.</summary>
    public void FlushErrors()
    {
        lock (_lock)
        {
            if (_errors.WrittenCount > 0)
            {
                var stream = errors();
                stream.Write(_errors.WrittenSpan);
                stream.Flush();
                _errors.ResetWrittenCount();
            }
        }
    }
}
