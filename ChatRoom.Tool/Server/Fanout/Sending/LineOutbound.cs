using System.Buffers;
using ChatRoom.Server.Connections.Transports;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Fanout.Sending;

/// <summary>
/// Sends the dialects whose lines end with LF: everything that is pending in one non-blocking call, straight
/// from the log's memory. Where the socket is full, the line that was cut is copied and waits on its
/// own, so that the place in the log is always between two events.
/// </summary>
internal sealed class LineOutbound(Transport transport, Feed feed, Action wake, ServerOptions options)
    : Outbound(transport, feed, wake, options)
{
    /// <summary>What one reader is sent in a round: one that takes in much history must not hold up the others.</summary>
    private const int RoundBytes = 1 << 20;

    protected override bool TrySendPending(TrafficCounters trafficCounters)
    {
        var horizon = Feed.Horizon;
        var left = RoundBytes;
        while (Feed.TryNext(horizon, out var piece))
        {
            if (Transport.TrySend(piece.Lines, piece.Following, out var sent) == TransportResult.Lost)
            {
                return false;
            }

            if (sent < piece.Length)
            {
                Carry(piece, sent, trafficCounters);
                return true;
            }

            Feed.Advance(piece.End);
            trafficCounters.Send(sent);
            trafficCounters.Deliver(piece.End.NextId - piece.Start.NextId, piece.IsGap);
            left -= sent;
            if (left <= 0)
            {
                GoOnLater();
                return true;
            }
        }

        if (Feed.NeedsReplay)
        {
            WaitFor(cancel => ReplayAsync(trafficCounters, cancel), Options.StallTimeout);
        }

        return true;
    }

    /// <summary>Sends a block of what lies on disk alone. A disk may take its time: neither the loop nor the other readers wait for it.</summary>
    private async ValueTask<bool> ReplayAsync(TrafficCounters trafficCounters, CancellationToken cancel)
    {
        var block = ArrayPool<byte>.Shared.Rent(Replay.BlockBytes);
        try
        {
            var gaps = 0;
            var length = await Task.Run(() => Feed.ReadFromDisk(block, out gaps), cancel);
            trafficCounters.Replay(length, block.AsSpan(0, length).Count((byte)'\n') - gaps, gaps);
            return await Transport.SendAsync(block.AsMemory(0, length), cancel);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private void Carry(in FeedSlice piece, int sent, TrafficCounters trafficCounters)
    {
        var isFollowing = sent >= piece.Lines.Length;
        var before = isFollowing ? piece.Lines.Length : 0;
        var lines = (isFollowing ? piece.Following : piece.Lines)[(sent - before)..];

        // What is not of the log cannot be taken off the feed again.
        var rest = piece.IsOutsideLog ? lines : lines[..(lines.Span.IndexOf((byte)'\n') + 1)];
        var place = piece.PlaceBehind(sent + rest.Length);
        Feed.Advance(place);
        trafficCounters.Send(sent + rest.Length);
        trafficCounters.Deliver(place.NextId - piece.Start.NextId, piece.IsGap);
        SendInItsTime(rest.ToArray());
    }
}
