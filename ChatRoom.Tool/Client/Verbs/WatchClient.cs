using ChatRoom.Client.Conversation;
using ChatRoom.Client.Options;
using ChatRoom.Client.Printing;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Json;

namespace ChatRoom.Client.Verbs;

/// <summary>Which lines a watcher prints, and when it ends.</summary>
/// <param name="Count">Ends after this many lines; null: no limit.</param>
/// <param name="Timeout">Ends after this long; null: no limit.</param>
/// <param name="IsPoll">Ends after the events that each room had when the watcher began to read it.</param>
internal sealed record WatchOptions(LineFilter Filter, long? Count, TimeSpan? Timeout, bool IsPoll = false);

/// <summary>Prints the events of a room, or of several, without being a member, until it has as many as it wants.</summary>
internal sealed class WatchClient(ReliableConnection reliableConnection, LinePrinter printer, WatchOptions options, TimeProvider time)
{
    private CancellationToken _stop;
    private long _printed;
    private bool _isDone;
    private bool _gaveUp;

    /// <summary>This is a poll, and there are no events left to read.</summary>
    private bool IsPollComplete => options.IsPoll && reliableConnection.IsCaughtUp;

    /// <summary>Runs until it has enough lines, time is up, the connection ends, or our output has no reader; null is success.</summary>
    public async Task<Failure?> RunAsync(CancellationToken readerGone)
    {
        using var timeUp = options.Timeout is { } timeout ? new CancellationTokenSource(timeout, time) : new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeUp.Token, readerGone);
        _stop = stop.Token;
        _isDone = options.Count == 0 || IsPollComplete;
        try
        {
            while (!_isDone)
            {
                if (!await reliableConnection.ReceiveAsync(Print, _stop))
                {
                    return reliableConnection.End;
                }

                // A room without events ends no event.
                _isDone |= IsPollComplete;
                if (printer.Flush() is { } failure)
                {
                    return failure;
                }
            }
        }
        catch (OperationCanceledException) when (!readerGone.IsCancellationRequested)
        {
            // Without a count, the lines of that time are the whole result.
            return options.Count is null ? null : new Failure(Outcome.TimedOut, "time is up");
        }

        return null;
    }

    private void Print(in ServerLine line)
    {
        // Matching a line may take a second, and one receive may bring many lines: time may be up between two of them.
        if (_isDone || _stop.IsCancellationRequested || line.Kind == ServerLineKind.Subject)
        {
            return;
        }

        if (options.Filter.Selects(line))
        {
            printer.Print(line);
            _printed += printer.Format.Covers(line.Kind) && !EventFilter.IsAboutReading(line.Kind) ? 1 : 0;
        }
        else
        {
            printer.PrintOutage(line);
        }

        if (options.Filter.GaveUp && !_gaveUp)
        {
            _gaveUp = true;
            printer.Explain(TextPattern.TookTooLong(line.Id));
            printer.Flush();
        }

        _isDone = _printed >= options.Count || IsPollComplete;
    }
}
