using ChatRoom.Client.Conversation;
using ChatRoom.Client.Options;
using ChatRoom.Client.Printing;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Verbs;

/// <summary>What a reader that is not in the room looks for, and when it has seen enough.</summary>
/// <param name="Count">Ends after so many lines; null where there is no end.</param>
/// <param name="Timeout">Ends after so long; null where there is no end.</param>
/// <param name="IsPoll">Ends with what there was when it began.</param>
internal sealed record WatchOptions(LineFilter Filter, long? Count = null, TimeSpan? Timeout = null, bool IsPoll = false);

/// <summary>Prints what happens in a room without being in it, until it has seen enough.</summary>
internal sealed class WatchClient(ReliableConnection reliableConnection, LinePrinter printer, WatchOptions options, TimeProvider time)
{
    private CancellationToken _enough;
    private long _printed;
    private bool _isDone;
    private bool _gaveUp;

    /// <summary>For a poll, nothing that was is left to come.</summary>
    private bool IsAllRead => options.IsPoll && reliableConnection.Admission.NextId > reliableConnection.Admission.LastId;

    /// <summary>Runs until it has seen enough, time is up, the connection ends or nobody reads our output; null is success.</summary>
    public async Task<Failure?> RunAsync(CancellationToken readerGone = default)
    {
        using var timesUp = options.Timeout is { } timeout ? new CancellationTokenSource(timeout, time) : new CancellationTokenSource();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(timesUp.Token, readerGone);
        _enough = enough.Token;
        _isDone = options.Count == 0 || IsAllRead;
        try
        {
            while (!_isDone)
            {
                if (!await reliableConnection.ReceiveAsync(Print, _enough))
                {
                    return reliableConnection.End;
                }

                if (printer.Flush() is { } failure)
                {
                    return failure;
                }
            }
        }
        catch (OperationCanceledException) when (!readerGone.IsCancellationRequested)
        {
            // Whoever asked for no number of lines has got what there was in that time.
            return options.Count is null ? null : new Failure(Outcome.TimedOut, "time is up");
        }

        return null;
    }

    private void Print(in ServerLine line)
    {
        // Each line may take a second to be matched, and many come at once: time may be up between two of them.
        if (_isDone || _enough.IsCancellationRequested || line.Kind == ServerLineKind.Subject)
        {
            return;
        }

        if (options.Filter.Wants(line))
        {
            printer.Print(line);
            _printed += printer.Format.Covers(line.Kind) && !LineFilter.IsAboutReading(line.Kind) ? 1 : 0;
        }
        else
        {
            printer.PrintBeside(line);
        }

        if (options.Filter.GaveUp && !_gaveUp)
        {
            _gaveUp = true;
            printer.Explain(TextPattern.TookTooLong(line.Id));
            printer.Flush();
        }

        _isDone = _printed >= options.Count || (options.IsPoll && IsLast(line));
    }

    /// <summary>Whether what was is at its end with this event, or with this gap, or was when we came back.</summary>
    private bool IsLast(in ServerLine line) => line.Kind switch
    {
        ServerLineKind.Connected => IsAllRead,
        ServerLineKind.Gap => line.Id + line.Number > reliableConnection.Admission.LastId,
        _ => line.Id >= reliableConnection.Admission.LastId,
    };
}
