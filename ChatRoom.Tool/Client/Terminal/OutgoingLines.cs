using System.Text;
using System.Threading.Channels;
using ChatRoom.Client.Connecting;
using ChatRoom.Client.Conversation;
using ChatRoom.Client.Terminal.Reading;
using ChatRoom.Client.Terminal.Sending;

namespace ChatRoom.Client.Terminal;

/// <summary>The outcome of a submitted line.</summary>
internal enum OutgoingEffect
{
    /// <summary>The line is queued for sending, or its command was run.</summary>
    Done,

    /// <summary>The line cannot be said, and the transcript shows why. The user gets it back for editing.</summary>
    GivenBack,

    /// <summary>The user wants an empty screen.</summary>
    Clears,

    /// <summary>The user wants to leave.</summary>
    Leaves,
}

/// <summary>
/// Submitted lines, on their way to the room or to a command of the client itself. Typing never waits for the connection:
/// the loop that owns the transcript submits, and another loop sends.
/// </summary>
internal sealed class OutgoingLines(ReliableConnection reliableConnection, Transcript transcript)
{
    /// <summary>Lines that may wait for a server that accepts one at a time.</summary>
    public const int MaxWaiting = 1000;

    private const string QueueFull = "That was not said: too many lines wait for the connection. Try again when it is back.";

    private readonly ClientCommands _commands = new(transcript, reliableConnection.Acknowledges);

    // The lines for a server that acknowledges are in the sender's buffer; an empty item asks to flush them.
    private readonly Channel<string> _waiting = Channel.CreateBounded<string>(MaxWaiting);
    private long _lastLabel;

    /// <summary>Runs or says what was typed; never waits.</summary>
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
            CommandEffect.AsksServer => QueueLines(submission),
            CommandEffect.Clears => OutgoingEffect.Clears,
            CommandEffect.Leaves => OutgoingEffect.Leaves,
            _ => OutgoingEffect.Done,
        };
    }

    /// <summary>Asks for a list. The answer arrives among the received lines.</summary>
    public void Ask(Question question)
    {
        reliableConnection.Ask(question);
        RequestFlush();
    }

    /// <summary>No more lines follow; those that wait are still sent.</summary>
    public void Complete() => _waiting.Writer.TryComplete();

    /// <summary>Sends submitted lines until <see cref="Complete"/> or a cancellation.</summary>
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
            // TakeUnsent returns the lines that still wait.
        }
    }

    /// <summary>The lines that still waited when sending ended.</summary>
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
        if (!sender.HasCapacity(lines.Length, lines.Sum(line => line.Length)))
        {
            return GiveBack(QueueFull);
        }

        // Added before it is sent, because its echo may come at once.
        transcript.PendingLines.Add(_lastLabel + 1, submission);
        if (lines.Length > 1)
        {
            sender.BeginGroup(lines.Length);
        }

        foreach (var line in lines)
        {
            _lastLabel++;
            sender.Post(_lastLabel, line, isCommand: submission.Kind == SubmissionKind.Command);
        }

        if (submission.HasPassword)
        {
            // An operator has more commands. The server handles this line after that one.
            reliableConnection.Ask(Question.Commands);
        }

        RequestFlush();
        return OutgoingEffect.Done;
    }

    // If the channel is full, an item in it does the same.
    private void RequestFlush() => _waiting.Writer.TryWrite("");

    /// <summary>For a server without acknowledgements: it is sent one line after the other, and knows no lines that belong together.</summary>
    private OutgoingEffect QueueLines(Submission submission)
    {
        if (_waiting.Reader.Count + submission.Lines.Count > MaxWaiting)
        {
            return GiveBack(QueueFull);
        }

        foreach (var line in submission.Lines)
        {
            _waiting.Writer.TryWrite(line);
        }

        return OutgoingEffect.Done;
    }

    private OutgoingEffect GiveBack(string why)
    {
        transcript.AddRefusal(why);
        return OutgoingEffect.GivenBack;
    }
}
