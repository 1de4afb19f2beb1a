using System.Text;
using ChatRoom.Client.Printing;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Jobs;

/// <summary>
/// Tells a room something without being in it: connects, says it, waits until it is accepted, and goes.
/// Each time anew, because a job may outlive a server.
/// </summary>
internal sealed class Announcer(ClientOptions options, Entry entry, LinePrinter printer)
{
    /// <summary>Says the lines as one; null where the server has accepted them.</summary>
    public Task<Failure?> TellAsync(IReadOnlyList<byte[]> lines) =>
        Visit.RunAsync(options, entry, conversation => SayAsync(conversation, lines));

    private async Task<Failure?> SayAsync(Conversation conversation, IReadOnlyList<byte[]> lines)
    {
        using var speaker = new Speaker(conversation.Voice);
        using var enough = new CancellationTokenSource(options.AnswerTimeout + (options.Reconnect?.GiveUpAfter ?? TimeSpan.Zero), options.Time);
        var receiving = ReceiveAsync(conversation, enough.Token);
        await speaker.SayAsync(lines, enough.Token);
        var acknowledged = conversation.Voice.WaitForAcknowledgementsAsync();
        await Task.WhenAny(acknowledged, receiving);
        if (!acknowledged.IsCompleted)
        {
            return new Failure(Outcome.Lost, $"the server at {options.Address} did not accept it in time");
        }

        if (await acknowledged)
        {
            await conversation.LeaveAsync();
        }

        await enough.CancelAsync();
        var refused = await receiving;
        return await acknowledged ? refused ?? conversation.Voice.NotBack : new Failure(Outcome.Lost, "the connection was lost before the server accepted it");
    }

    /// <summary>Receives until the connection ends or it is enough; returns a refusal where there was one.</summary>
    private async Task<Failure?> ReceiveAsync(Conversation conversation, CancellationToken enough)
    {
        Failure? refused = null;
        try
        {
            while (await conversation.ReceiveAsync(Note, enough))
            {
                printer.FlushErrors();
            }
        }
        catch (OperationCanceledException)
        {
            // All is said, or it took too long.
        }

        return refused;

        void Note(in ServerLine line)
        {
            printer.PrintBeside(line);
            if (line.Kind is ServerLineKind.Error or ServerLineKind.Refused)
            {
                refused = new Failure(Outcome.Rejected, TextFilter.Clean(Encoding.UTF8.GetString(line.Text)));
            }
        }
    }
}
