using System.Text;
using ChatRoom.Client.Connecting;
using ChatRoom.Client.Conversation;
using ChatRoom.Client.Options;
using ChatRoom.Client.Printing;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Client.Jobs;

/// <summary>
/// Says lines in a room without being a member: connects, says them, waits until they are accepted, and leaves.
/// Each announcement has a connection of its own, because a job may outlive a server.
/// </summary>
internal sealed class Announcer(ClientOptions options, JoinRequest joinRequest, LinePrinter printer)
{
    /// <summary>Says the lines as a group; null if the server has accepted them.</summary>
    public Task<Failure?> AnnounceAsync(IReadOnlyList<byte[]> lines) =>
        RoomConnector.RunAsync(options, joinRequest, reliableConnection => SayAsync(reliableConnection, lines));

    private async Task<Failure?> SayAsync(ReliableConnection reliableConnection, IReadOnlyList<byte[]> lines)
    {
        using var sharedSender = new SharedSender(reliableConnection.Sender);
        using var stop = new CancellationTokenSource(options.AnswerTimeout + (options.Reconnect?.GiveUpAfter ?? TimeSpan.Zero), options.Time);
        var receiving = ReceiveAsync(reliableConnection, stop.Token);
        await sharedSender.SayAsync(lines, stop.Token);
        var acknowledged = reliableConnection.Sender.WaitForAcknowledgementsAsync();
        await Task.WhenAny(acknowledged, receiving);
        if (!acknowledged.IsCompleted)
        {
            return new Failure(Outcome.Lost, $"the server at {reliableConnection.Address} did not accept it in time");
        }

        if (await acknowledged)
        {
            await reliableConnection.LeaveAsync();
        }

        await stop.CancelAsync();
        var refused = await receiving;
        return await acknowledged ? refused ?? reliableConnection.Sender.MissingEchoes : new Failure(Outcome.Lost, "the connection was lost before the server accepted it");
    }

    /// <summary>Receives until the connection ends or <paramref name="stop"/> is cancelled; returns the refusal, or null.</summary>
    private async Task<Failure?> ReceiveAsync(ReliableConnection reliableConnection, CancellationToken stop)
    {
        Failure? refused = null;
        try
        {
            while (await reliableConnection.ReceiveAsync(Note, stop))
            {
                printer.FlushErrors();
            }
        }
        catch (OperationCanceledException)
        {
            // All is said, or time is up.
        }

        return refused;

        void Note(in ServerLine line)
        {
            printer.PrintOutage(line);
            if (line.Kind is ServerLineKind.Error or ServerLineKind.Refused)
            {
                refused = new Failure(Outcome.Rejected, TextFilter.Clean(Encoding.UTF8.GetString(line.Text)));
            }
        }
    }
}
