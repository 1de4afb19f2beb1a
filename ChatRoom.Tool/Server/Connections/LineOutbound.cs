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
        while (Feed.TryNext(horizon, out var lines))
        {
            var following = Feed.Following();
            var result = Transport.TrySend(lines, following, out var sent);
            if (result == TransportResult.Lost)
            {
                return false;
            }

            if (sent < lines.Length)
            {
                Carry(lines.Span, sent);
                return true;
            }

            if (sent < lines.Length + following.Length)
            {
                Feed.AdvanceToFollowing();
                Carry(following.Span, sent - lines.Length);
                return true;
            }

            Feed.Advance();
        }

        return true;
    }

    private void Carry(ReadOnlySpan<byte> lines, int sent)
    {
        var lineEnd = sent + lines[sent..].IndexOf((byte)'\n') + 1;
        if (lineEnd == sent)
        {
            // Only the bare NAME has no line end.
            lineEnd = lines.Length;
        }

        Feed.Advance(lines[..lineEnd]);
        var rest = lines[sent..lineEnd].ToArray();
        WaitFor(cancel => SendAsync(rest, cancel));
    }
}
