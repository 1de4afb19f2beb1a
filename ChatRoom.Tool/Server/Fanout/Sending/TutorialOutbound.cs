using ChatRoom.Protocol;
using ChatRoom.Protocol.Line;
using ChatRoom.Server.Connections.Transports;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Fanout.Sending;

/// <summary>
/// Sends to the tutorial's client, which prints the bytes of each receive and adds a line end. So each write is whole
/// lines, at most as long as one receive, without the last line end. The network may join writes, so a pause between
/// two writes gives the client time to receive the first. Loop thread only, except for the work in the background.
/// </summary>
internal sealed class TutorialOutbound(Transport transport, Feed feed, RoundQueue queue, ServerOptions options)
    : Outbound(transport, feed, queue, options)
{
    /// <summary>The pause between two writes: long enough for a busy client to be scheduled, and too short to notice.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private byte[] _held = [];
    private bool _isPauseDue;

    protected override bool HasUnsent => _isPauseDue || _held.Length > 0;

    protected override bool TrySendPending()
    {
        if (_isPauseDue)
        {
            _isPauseDue = false;
            WaitFor(PauseAsync, Timeout.InfiniteTimeSpan);
            return true;
        }

        FillHeld();
        if (_held.Length == 0)
        {
            return true;
        }

        var chunk = new byte[Limits.TutorialChunk];
        var length = TutorialChunk.Fill(_held, chunk, out var taken);
        _held = _held[taken..];
        _isPauseDue = true;
        TrafficCounters.Send(length);
        SendInBackground(chunk.AsMemory(0, length));
        return true;
    }

    private async ValueTask<bool> PauseAsync(CancellationToken cancel)
    {
        await Task.Delay(Pause, Options.Time, cancel);
        return true;
    }

    /// <summary>
    /// Takes events off the feed until they fill one write, if there are that many. The last event may go beyond it, and so
    /// may an answer from the mailbox, which cannot be taken in parts.
    /// </summary>
    private void FillHeld()
    {
        var horizon = Feed.Horizon;
        while (_held.Length < Limits.TutorialChunk && Feed.TryNext(horizon, out var slice))
        {
            var lines = slice.Lines.Span;
            var take = 0;
            while (take < lines.Length && (slice.IsOutsideLog || _held.Length + take < Limits.TutorialChunk))
            {
                take = slice.EndOfEvent(take);
            }

            var place = slice.PlaceAfter(take);
            Feed.Advance(place);
            TrafficCounters.Deliver(place.NextId - slice.Start.NextId, slice.IsGap);
            _held = [.. _held, .. lines[..take]];
        }
    }
}
