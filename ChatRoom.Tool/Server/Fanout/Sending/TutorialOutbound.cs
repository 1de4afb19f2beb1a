using ChatRoom.Protocol;
using ChatRoom.Protocol.Line;
using ChatRoom.Server.Connections.Transports;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Fanout.Sending;

/// <summary>
/// Sends to the tutorial's client, which prints each receive as it comes and adds a line end. So a write
/// is whole lines, at most one receive long, without a line end behind the last; and between two writes
/// there is a pause in which the client can take the first, because the network may join what is
/// written close together.
/// </summary>
internal sealed class TutorialOutbound(Transport transport, Feed feed, Action wake, ServerOptions options)
    : Outbound(transport, feed, wake, options)
{
    /// <summary>Long enough for a busy client to be scheduled, short enough not to be felt.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private byte[] _held = [];
    private bool _isPauseDue;

    protected override bool HoldsBack => _isPauseDue || _held.Length > 0;

    protected override bool TrySendPending(TrafficCounters trafficCounters)
    {
        if (_isPauseDue)
        {
            _isPauseDue = false;
            WaitFor(PauseAsync, Timeout.InfiniteTimeSpan);
            return true;
        }

        Gather(trafficCounters);
        if (_held.Length == 0)
        {
            return true;
        }

        var chunk = new byte[Limits.TutorialChunk];
        var length = TutorialChunk.Fill(_held, chunk, out var taken);
        _held = _held[taken..];
        _isPauseDue = true;
        trafficCounters.Send(length);
        SendInItsTime(chunk.AsMemory(0, length));
        return true;
    }

    private async ValueTask<bool> PauseAsync(CancellationToken cancel)
    {
        await Task.Delay(Pause, Options.Time, cancel);
        return true;
    }

    /// <summary>
    /// Holds at least one write's worth where there is as much: at most one event beyond, or one answer, which
    /// cannot be taken off the feed in parts.
    /// </summary>
    private void Gather(TrafficCounters trafficCounters)
    {
        var horizon = Feed.Horizon;
        while (_held.Length < Limits.TutorialChunk && Feed.TryNext(horizon, out var piece))
        {
            var lines = piece.Lines.Span;
            var take = 0;
            while (take < lines.Length && (piece.IsOutsideLog || _held.Length + take < Limits.TutorialChunk))
            {
                take += lines[take..].IndexOf((byte)'\n') + 1;
            }

            var place = piece.PlaceBehind(take);
            Feed.Advance(place);
            trafficCounters.Deliver(place.NextId - piece.Start.NextId, piece.IsGap);
            _held = [.. _held, .. lines[..take]];
        }
    }
}
