using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Jobs;

/// <summary>
/// Tells a room something without being in it: connects, says it, waits until it is accepted, and goes.
/// Each time anew, because a job may outlive a server.
/// </summary>
internal sealed class Announcer(ClientOptions options, Nickname name)
{
    /// <summary>Says the lines as one; null where the server has accepted them.</summary>
    public async Task<Failure?> TellAsync(IReadOnlyList<byte[]> lines)
    {
        var (link, failure) = await Connector.ConnectAsync(options, name);
        if (link is null)
        {
            return failure;
        }

        using (link)
        {
            // Who runs a job is often in the room under the same name already.
            return (await Entrance.EnterAsync(link, options, new Entry(options.Room, name, IsMember: false, IsNumbered: true))).Failure
                ?? await SayAsync(link, lines);
        }
    }

    private async Task<Failure?> SayAsync(Link link, IReadOnlyList<byte[]> lines)
    {
        using var speaker = new Speaker(link);
        using var enough = new CancellationTokenSource(options.ConnectTimeout, options.Time);
        var receiving = ReceiveAsync(link, enough.Token);
        if (!await speaker.SayAsync(lines))
        {
            await enough.CancelAsync();
            await receiving;
            return Lost();
        }

        var acknowledged = link.WaitForAcknowledgementsAsync(0);
        await Task.WhenAny(acknowledged, receiving);
        if (!acknowledged.IsCompleted)
        {
            return new Failure(Outcome.Lost, $"the server at {options.Address} did not accept it in time");
        }

        if (await acknowledged)
        {
            await link.LeaveAsync();
        }

        await enough.CancelAsync();
        var refused = await receiving;
        return await acknowledged ? refused : Lost();
    }

    /// <summary>Receives until the connection ends or it is enough; returns a refusal where there was one.</summary>
    private static async Task<Failure?> ReceiveAsync(Link link, CancellationToken enough)
    {
        Failure? refused = null;
        try
        {
            while (await link.ReceiveAsync(Note, enough))
            {
            }
        }
        catch (OperationCanceledException)
        {
            // All is said, or it took too long.
        }

        return refused;

        void Note(in ServerLine line)
        {
            if (line.Kind == ServerLineKind.Error)
            {
                refused = new Failure(Outcome.Rejected, TextFilter.Clean(Encoding.UTF8.GetString(line.Text)));
            }
        }
    }

    private static Failure Lost() => new(Outcome.Lost, "the connection was lost before the server accepted it");
}
