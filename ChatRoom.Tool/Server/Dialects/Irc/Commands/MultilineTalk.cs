using System.Text;
using ChatRoom.Protocol.Irc;
using ChatRoom.Server.Dialects.Irc.Batches;
using ChatRoom.Server.Dialects.Irc.Clients;
using ChatRoom.Server.Events;
using ChatRoom.Server.Rooms.Log;

namespace ChatRoom.Server.Dialects.Irc.Commands;

/// <summary>
/// BATCH, and the lines of a batch (IRCv3 client-batch and draft/multiline): a text of several lines is said as one, or not at all.
/// The connection's task only.
/// </summary>
internal sealed class MultilineTalk(IrcClient client)
{
    /// <summary>The capabilities with which a client may send batches.</summary>
    public const IrcCaps Needed = IrcCaps.Batch | IrcCaps.Multiline;

    private const int MaxReference = 64;

    // null: none is open.
    private OpenBatch? _open;

    // The reference of the newest batch that was refused: the rest of it is ignored.
    private string? _refused;

    /// <summary>Begins or ends a batch; says its text at the end.</summary>
    public ValueTask<CloseReason?> AcceptAsync(in IrcLine line, Talk talk)
    {
        var word = Encoding.UTF8.GetString(line[0]);
        var reference = word.Length > 0 ? word[1..] : "";
        if (word.StartsWith('-'))
        {
            return EndAsync(reference, talk);
        }

        if (WhyNotBegin(line, word, reference) is { } fault)
        {
            _open = null;
            Refuse(reference, fault);
        }
        else
        {
            _open = new OpenBatch(reference, Encoding.UTF8.GetString(line[2]));
        }

        return default;
    }

    /// <summary>Collects a PRIVMSG or NOTICE of a batch; false: it belongs to none, and is said alone.</summary>
    public bool TryCollect(in IrcLine line)
    {
        var isTagged = line.TryGetTag("batch"u8, out var reference) && client.Caps.HasFlag(Needed);
        if (_open is not { } open)
        {
            if (isTagged && reference != _refused)
            {
                Refuse(reference, BatchFault.Invalid("That batch was not begun; send BATCH first."));
            }

            return isTagged;
        }

        var fault = isTagged && reference == open.Reference
            ? open.Add(line)
            : BatchFault.Invalid("A batch is open, and that line does not belong to it.");
        if (fault is not null)
        {
            Refuse(open.Reference, fault);
        }

        return true;
    }

    private BatchFault? WhyNotBegin(in IrcLine line, string word, string reference)
    {
        var type = Encoding.UTF8.GetString(line[1]);
        return !word.StartsWith('+') || reference.Length is 0 or > MaxReference || !reference.All(character => char.IsAsciiLetterOrDigit(character) || character == '-')
                ? new BatchFault("INVALID_REFTAG", "The reference of a batch is made of letters, digits and hyphens.", reference)
            : _open is not null || line.TryGetTag("batch"u8, out _) ? BatchFault.Invalid("A batch is open already; end it first.")
            : type != OpenBatch.Type ? new BatchFault("UNKNOWN_TYPE", $"Batches of that type are not known; use {OpenBatch.Type}.", reference, type)
            : line[2].IsEmpty ? BatchFault.Invalid($"There is no receiver; use BATCH +{reference} {type} TARGET.")
            : null;
    }

    private ValueTask<CloseReason?> EndAsync(string reference, Talk talk)
    {
        if (_open is not { } open || open.Reference != reference)
        {
            if (reference != _refused)
            {
                Refuse(_open?.Reference ?? reference, BatchFault.Invalid("That batch was not begun."));
            }

            return default;
        }

        _open = null;
        var texts = new LineBatch(areTogether: true);
        if (open.End(texts) is { } fault)
        {
            texts.Clear();
            Refuse(reference, fault);
            return default;
        }

        return talk.SayAsync(open.Target, texts, open.IsNotice);
    }

    private void Refuse(string reference, BatchFault fault)
    {
        (_open, _refused) = (null, reference);
        client.Fail("BATCH", fault.Code, fault.Sentence, fault.About);
    }
}
