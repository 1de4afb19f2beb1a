using System.Buffers;
using ChatRoom.Server.Connections.Transports;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Fanout.Sending;

/// <summary>
/// Sends the dialects whose lines end with LF: everything pending in one non-blocking call, straight from the log's
/// memory. If the socket is full, the rest of the event that was cut is copied and sent in the background. So the place
/// in the log is always between two events. Loop thread only, except for the work in the background.
/// </summary>
internal sealed class LineOutbound(Transport transport, Feed feed, RoundQueue queue, ServerOptions options)
    : Outbound(transport, feed, queue, options)
{
    /// <summary>Bytes for one reader in a round: a reader of much history must not delay the others.</summary>
    private const int RoundBytes = 1 << 20;

    protected override int Descriptor => Transport.Descriptor;

    protected override bool TrySendPending()
    {
        var horizon = Feed.Horizon;
        var left = RoundBytes;
        while (Feed.TryNext(horizon, out var slice))
        {
            if (Transport.TrySend(slice.Lines, slice.Following, out var sent) == TransportResult.Lost)
            {
                return false;
            }

            if (sent < slice.Length)
            {
                SendRest(slice, sent);
                return true;
            }

            Feed.Advance(slice.End);
            TrafficCounters.Send(sent);
            TrafficCounters.Deliver(slice.End.NextId - slice.Start.NextId, slice.IsGap);
            left -= sent;
            if (left <= 0)
            {
                RequestRound();
                return true;
            }
        }

        if (Feed.NeedsReplay)
        {
            WaitFor(ReplayAsync, Options.StallTimeout);
        }

        return true;
    }

    /// <summary>Sends a block of events that are only on disk. A disk may be slow: neither the loop nor other readers wait for it.</summary>
    private async ValueTask<bool> ReplayAsync(CancellationToken cancel)
    {
        var block = ArrayPool<byte>.Shared.Rent(Replay.BlockBytes);
        try
        {
            var (events, gaps) = (0, 0);
            var endId = Feed.BeginReplay();
            var length = await Task.Run(() => Feed.ReadFromDisk(endId, block, out events, out gaps), cancel);
            TrafficCounters.Replay(length, events, gaps);
            return await Transport.SendAsync(block.AsMemory(0, length), cancel);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    public override void SendRest(in FeedSlice slice, int sent)
    {
        // An event is in one of the two parts, so its rest is as well.
        var end = slice.EndOfEvent(sent);
        var before = sent >= slice.Lines.Length ? slice.Lines.Length : 0;
        var rest = (before > 0 ? slice.Following : slice.Lines)[(sent - before)..(end - before)];
        var place = slice.PlaceAfter(end);
        Feed.Advance(place);
        TrafficCounters.Send(end);
        TrafficCounters.Deliver(place.NextId - slice.Start.NextId, slice.IsGap);
        SendInBackground(rest.ToArray());
    }
}
