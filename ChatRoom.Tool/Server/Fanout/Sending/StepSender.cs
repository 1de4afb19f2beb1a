using ChatRoom.Native.Sockets;

namespace ChatRoom.Server.Fanout.Sending;

/// <summary>Sends what was published to the readers in step: the same bytes to each socket, with one call. Loop thread only.</summary>
internal static class StepSender
{
    public static void Send(LogReaders readers, TrafficCounters trafficCounters)
    {
        while (readers.TryNext(out var slice))
        {
            // The encoding may show none of the events.
            if (slice.Length > 0)
            {
                Send(readers, slice);
            }

            // Readers that accepted less count what they accepted.
            trafficCounters.Send((long)readers.InStep * slice.Length);
            trafficCounters.Deliver(readers.InStep * (slice.End.NextId - slice.Start.NextId), isGap: false);
            readers.Advance(slice.End);
        }
    }

    private static unsafe void Send(LogReaders readers, in FeedSlice slice)
    {
        fixed (byte* first = slice.Lines.Span)
        fixed (byte* second = slice.Following.Span)
        {
            var sockets = readers.Sockets.Span;
            for (var i = 0; i < sockets.Length; i++)
            {
                if (sockets[i] >= 0)
                {
                    var sent = LinuxSocket.Send(sockets[i], first, slice.Lines.Length, second, slice.Following.Length);
                    if (sent != slice.Length)
                    {
                        readers.GoesOnAlone(i, slice, sent);
                    }
                }
            }
        }
    }
}
