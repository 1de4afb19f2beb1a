using System.Text;
using System.Threading.Channels;
using ChatRoom.Client.Conversation;
using ChatRoom.Client.Terminal.Reading;
using ChatRoom.Client.Terminal.Sending;

namespace ChatRoom.Client.Terminal;

/// <summary>What became of a line that was typed.</summary>
internal enum OutgoingEffect
{
    /// <summary>It is on its way, or done.</summary>
    Done,

    /// <summary>It cannot be said, and the transcript tells why; it is to be edited.</summary>
    GivenBack,

    /// <summary>The screen is to be empty.</summary>
    Clears,

    /// <summary>The user wants to leave.</summary>
    Leaves,
}

/// <summary>
/// What is typed, on its way to the room or to what the client does itself. Nobody who types waits for the connection:
/// one loop submits, which is that of the transcript, and another sends.
/// </summary>
internal sealed class OutgoingLines(ReliableConnection reliableConnection, Transcript transcript)
{
    /// <summary>Lines that may wait for a server that takes one at a time.</summary>
    public const int MostWaiting = 1000;

    private const string TooMuchWaits = "That was not said: too much else waits for the connection; try again when it is back.";

    private readonly ClientCommands _commands = new(transcript, reliableConnection.Acknowledges);

    // A server that acknowledges has been given the lines already; an empty item is a wish to send them.
    private readonly Channel<string> _waiting = Channel.CreateBounded<string>(MostWaiting);
    private long _lastLabel;

    /// <summary>Does or says what was typed; never waits.</summary>
    public OutgoingEffect Submit(string typed)
    {
        var submission = Submission.Of(typed);
        if (submission.Kind is SubmissionKind.Nothing or SubmissionKind.Refused)
        {
            return submission.Kind == SubmissionKind.Nothing ? OutgoingEffect.Done : GiveBack(submission.WhyNot);
        }

        var effect = submission.Kind == SubmissionKind.Command ? _commands.Run(submission.Lines[0]) : CommandEffect.AsksServer;
        return effect switch
        {
            CommandEffect.AsksServer when reliableConnection.Acknowledges => Say(submission),
            CommandEffect.AsksServer => SayLater(submission),
            CommandEffect.Clears => OutgoingEffect.Clears,
            CommandEffect.Leaves => OutgoingEffect.Leaves,
            _ => OutgoingEffect.Done,
        };
    }

    /// <summary>Asks who is in the room; the answer comes with what is received.</summary>
    public void AskWho()
    {
        reliableConnection.AskWho();
        WishToSend();
    }

    /// <summary>Nothing more is typed; what waits is still sent.</summary>
    public void Complete() => _waiting.Writer.TryComplete();

    /// <summary>Sends what is submitted, until all is complete or somebody ends it.</summary>
    public async Task SendAsync(CancellationToken cancel)
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(cancel))
            {
                while (!cancel.IsCancellationRequested && _waiting.Reader.TryRead(out var line))
                {
                    await SendAsync(line);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // What still waits can be taken back.
        }
    }

    /// <summary>Lines that still waited when sending ended.</summary>
    public IEnumerable<string> TakeUnsent()
    {
        while (_waiting.Reader.TryRead(out var line))
        {
            if (line.Length > 0)
            {
                yield return line;
            }
        }
    }

    private async Task SendAsync(string line)
    {
        if (line.Length > 0)
        {
            await reliableConnection.Sender.SayAsync(0, Encoding.UTF8.GetBytes(line));
        }

        await reliableConnection.Sender.FlushAsync();
    }

    private OutgoingEffect Say(Submission submission)
    {
        var sender = reliableConnection.Sender;
        byte[][] lines = [.. submission.Lines.Select(Encoding.UTF8.GetBytes)];
        if (!sender.HasRoom(lines.Length, lines.Sum(line => line.Length)))
        {
            return GiveBack(TooMuchWaits);
        }

        // Before it is said, because it may come back at once.
        transcript.PendingLines.Add(_lastLabel + 1, submission);
        if (lines.Length > 1)
        {
            sender.Together(lines.Length);
        }

        foreach (var line in lines)
        {
            _lastLabel++;
            sender.Post(_lastLabel, line, isCommand: submission.Kind == SubmissionKind.Command);
        }

        WishToSend();
        return OutgoingEffect.Done;
    }

    // Where it does not fit, others wait to send the same.
    private void WishToSend() => _waiting.Writer.TryWrite("");

    /// <summary>A server that acknowledges nothing is given one line after the other, and knows nothing of lines that belong together.</summary>
    private OutgoingEffect SayLater(Submission submission)
    {
        if (_waiting.Reader.Count + submission.Lines.Count > MostWaiting)
        {
            return GiveBack(TooMuchWaits);
        }

        foreach (var line in submission.Lines)
        {
            _waiting.Writer.TryWrite(line);
        }

        return OutgoingEffect.Done;
    }

    private OutgoingEffect GiveBack(string why)
    {
        transcript.Refuse(why);
        return OutgoingEffect.GivenBack;
    }
}
