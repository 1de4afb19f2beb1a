using System.Text;
using ChatRoom.Client.Connecting;
using ChatRoom.Client.Conversation;
using ChatRoom.Client.Options;
using ChatRoom.Client.Printing;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Client.Jobs;

/// <summary>
/// Tells a room something without being in it: connects, says it, waits until it is accepted, and goes.
/// Each time anew, because a job may outlive a server.
/// </summary>
internal sealed class Announcer(ClientOptions options, JoinRequest joinRequest, LinePrinter printer)
{
    /// <summary>Says the lines as one; null where the server has accepted them.</summary>
    public Task<Failure?> TellAsync(IReadOnlyList<byte[]> lines) =>
        Visit.RunAsync(options, joinRequest, reliableConnection => SayAsync(reliableConnection, lines));

    private async Task<Failure?> SayAsync(ReliableConnection reliableConnection, IReadOnlyList<byte[]> lines)
    {
        using var sharedSender = new SharedSender(reliableConnection.Sender);
        using var enough = new CancellationTokenSource(options.AnswerTimeout + (options.Reconnect?.GiveUpAfter ?? TimeSpan.Zero), options.Time);
        var receiving = ReceiveAsync(reliableConnection, enough.Token);
        await sharedSender.SayAsync(lines, enough.Token);
        var acknowledged = reliableConnection.Sender.WaitForAcknowledgementsAsync();
        await Task.WhenAny(acknowledged, receiving);
        if (!acknowledged.IsCompleted)
        {
            return new Failure(Outcome.Lost, $"the server at {options.Address} did not accept it in time");
        }

        if (await acknowledged)
        {
            await reliableConnection.LeaveAsync();
        }

        await enough.CancelAsync();
        var refused = await receiving;
        return await acknowledged ? refused ?? reliableConnection.Sender.NotBack : new Failure(Outcome.Lost, "the connection was lost before the server accepted it");
    }

    /// <summary>Receives until the connection ends or it is enough; returns a refusal where there was one.</summary>
    private async Task<Failure?> ReceiveAsync(ReliableConnection reliableConnection, CancellationToken enough)
    {
        Failure? refused = null;
        try
        {
            while (await reliableConnection.ReceiveAsync(Note, enough))
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
