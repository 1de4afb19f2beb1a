using System.Buffers;
using System.Globalization;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Irc;
using ChatRoom.Protocol.Text;
using ChatRoom.Server.Rooms.Log;

namespace ChatRoom.Server.Dialects.Irc.Batches;

/// <summary>
/// A text of several lines that a client sends as one (IRCv3 draft/multiline), collected until its end has come. Its size is
/// bounded as the client was told. The connection's task only.
/// </summary>
/// <param name="reference">The client's name for the batch.</param>
/// <param name="target">A room or a person.</param>
internal sealed class OpenBatch(string reference, string target)
{
    public const string Type = "draft/multiline";

    /// <summary>Bytes of all lines, with one for each line break.</summary>
    private const int MaxBytes = Limits.MaxTogetherBytes;

    /// <summary>Lines as the client sends them.</summary>
    private const int MaxLines = Limits.MaxTogetherLines;

    private readonly List<byte[]> _lines = [];
    private readonly ArrayBufferWriter<byte> _newest = new();
    private int _bytes;
    private int _count;

    public string Reference => reference;

    public string Target => target;

    /// <summary>It consists of NOTICEs, which are never answered; false: of PRIVMSGs.</summary>
    public bool IsNotice { get; private set; }

    /// <summary>Collects a line; returns why the batch is refused, or null.</summary>
    public BatchFault? Add(in IrcLine line)
    {
        var isNotice = line.Is("NOTICE"u8);
        var isConcat = line.TryGetTag("draft/multiline-concat"u8, out _);
        var text = line[1];
        if (WhyNot(line, isNotice, isConcat) is { } fault)
        {
            return fault;
        }

        IsNotice = isNotice;
        _bytes += text.Length + (isConcat || _count == 0 ? 0 : 1);
        if (_bytes > MaxBytes)
        {
            return new BatchFault("MULTILINE_MAX_BYTES", $"Those lines are too long: at most {MaxBytes} bytes are said as one.", MaxBytes.ToString(CultureInfo.InvariantCulture));
        }

        if (++_count > MaxLines)
        {
            return new BatchFault("MULTILINE_MAX_LINES", $"Those lines are too many: at most {MaxLines} are said as one.", MaxLines.ToString(CultureInfo.InvariantCulture));
        }

        if (!isConcat)
        {
            EndLine();
        }

        _newest.Write(text);
        return null;
    }

    /// <summary>
    /// The texts that are said together, without blank lines. A line that is longer than one text becomes several. Returns why the
    /// batch is refused, or null.
    /// </summary>
    public BatchFault? End(LineBatch into)
    {
        EndLine();

        // A client may split a line within a character.
        if (!_lines.TrueForAll(line => System.Text.Unicode.Utf8.IsValid(line)))
        {
            return BatchFault.Invalid("That text is not UTF-8, so it was not said; set your client to UTF-8.");
        }

        _lines.ForEach(line => AddTexts(line, into));

        return into.IsEmpty ? BatchFault.Invalid("There is no text to send.") : null;
    }

    private BatchFault? WhyNot(in IrcLine line, bool isNotice, bool isConcat)
    {
        var given = Encoding.UTF8.GetString(line[0]);
        return !given.Equals(target, StringComparison.OrdinalIgnoreCase)
                ? new BatchFault("MULTILINE_INVALID_TARGET", $"All lines of a batch must go to {target}.", target, given)
            : _count > 0 && isNotice != IsNotice ? BatchFault.Invalid("A batch has either PRIVMSGs or NOTICEs.")
            : isConcat && (_count == 0 || line[1].IsEmpty) ? BatchFault.Invalid("A line that goes on with the one before it needs that line, and a text.")
            : IrcText.IsCtcp(line[1], out _, out _) ? BatchFault.Invalid("CTCP is not passed on here, and an action is sent without a batch.")
            : null;
    }

    private void EndLine()
    {
        if (_newest.WrittenCount > 0)
        {
            _lines.Add(_newest.WrittenSpan.ToArray());
            _newest.ResetWrittenCount();
        }
    }

    private static void AddTexts(byte[] line, LineBatch into)
    {
        var plain = new byte[line.Length];
        plain = plain[..IrcText.RemoveFormatting(line, plain)];

        // The filter writes at most three bytes for one that is wrong; of valid UTF-8 it only removes.
        var filtered = new byte[3 * plain.Length];
        var parts = new IrcParts(filtered.AsSpan(0, TextFilter.Clean(plain, filtered)), Limits.MaxText);
        while (parts.TryTake(out var part))
        {
            into.Add(number: 0, part);
        }
    }
}
