namespace ChatRoom.Server.Fanout.Sending;

/// <summary>
/// Sends what was published to the readers in step: the same bytes to each socket, with one call. If a log has many, and cores
/// are idle, further threads take a part of the sockets. Loop thread only.
/// </summary>
/// <param name="threads">They help if there are cores for them.</param>
/// <param name="spareCores">The number of cores that nobody else uses.</param>
internal sealed class StepSender(SendingThreads threads, Func<double> spareCores)
{
    /// <summary>Readers below which a thread would begin when the loop has nearly finished.</summary>
    private const int FewestToShare = 32;

    public void Send(LogReaders readers, TrafficCounters trafficCounters)
    {
        while (readers.TryNext(out var slice))
        {
            // The encoding may show none of the events.
            if (slice.Length > 0)
            {
                foreach (var (index, sent) in threads.Send(readers.Sockets, slice.Lines.Span, slice.Following.Span, ThreadsFor(readers.InStep)))
                {
                    readers.GoesOnAlone(index, slice, sent);
                }
            }

            // Readers that accepted less count what they accepted.
            trafficCounters.Send((long)readers.InStep * slice.Length);
            trafficCounters.Deliver(readers.InStep * (slice.End.NextId - slice.Start.NextId), isGap: false);
            readers.Advance(slice.End);
        }
    }

    /// <summary>
    /// As many threads as there are cores for them: beside a busy program they would only take its time. One spare core is left
    /// alone, because the readers may run on this machine: on two cores, a second thread cost more than it gave.
    /// </summary>
    private int ThreadsFor(int sockets) =>
        threads.Count == 0 || sockets < FewestToShare ? 0 : Math.Clamp((int)spareCores() - 1, 0, Math.Min(threads.Count, sockets / FewestToShare));
}
