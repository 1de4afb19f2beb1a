using ChatRoom.Server.Rooms;

namespace ChatRoom.Server.Connections;

/// <summary>
/// Sends the dialects whose lines end with LF: everything that is pending in one non-blocking call, straight
/// from the log's memory. Where the socket is full, the line that was cut is copied and waits on its
/// own, so that the place in the log is always between two events.
/// </summary>
internal sealed class LineOutbound(SocketTransport transport, Feed feed, Action wake, ServerOptions options)
    : Outbound(transport, feed, wake, options)
{
    protected override bool TrySendPending()
    {
        var horizon = Feed.Horizon;
        while (Feed.TryNext(horizon, out var piece))
        {
            if (Transport.TrySend(piece.Lines, piece.Following, out var sent) == TransportResult.Lost)
            {
                return false;
            }

            if (sent < piece.Length)
            {
                Carry(piece, sent);
                return true;
            }

            Feed.Advance(piece.End);
        }

        return true;
    }

    private void Carry(in FeedPiece piece, int sent)
    {
        var isFollowing = sent >= piece.Lines.Length;
        var before = isFollowing ? piece.Lines.Length : 0;
        var lines = (isFollowing ? piece.Following : piece.Lines)[(sent - before)..];

        // Only the bare NAME has no line end.
        var lineEnd = lines.Span.IndexOf((byte)'\n') + 1;
        var rest = lineEnd > 0 ? lines[..lineEnd] : lines;
        Feed.Advance(piece.PlaceBehind(sent + rest.Length));
        SendInItsTime(rest.ToArray());
    }
}
