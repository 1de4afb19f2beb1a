using System.Threading.Channels;
using ChatRoom.Client.Connecting;
using ChatRoom.Client.Conversation;
using ChatRoom.Client.Options;
using ChatRoom.Client.Terminal.Device;
using ChatRoom.Client.Terminal.Reading;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Terminal;

/// <summary>
/// The client on a terminal: what is said flows by above a line in which one types. Loops of which one types, one
/// hears, one draws what was heard, one sends, and one tells what the server of this process logs; what they share is guarded by one lock, and no one waits while it holds it,
/// not even for the terminal.
/// </summary>
internal sealed class TerminalClient
{
    /// <summary>What arrives within this is drawn together: faster than an eye reads, and slow enough to leave time for typing.</summary>
    private static readonly TimeSpan FramePause = TimeSpan.FromMilliseconds(25);

    /// <summary>A terminal that takes nothing for this long is stopped, and not only slow.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly ReliableConnection _reliableConnection;
    private readonly Transcript _transcript;
    private readonly TerminalView _view;
    private readonly TypeAhead _inputs;
    private readonly TimeProvider _time;
    private readonly OutgoingLines _outgoingLines;
    private readonly Typing _typing;
    private readonly LineHandler _hear;

    /// <summary>How far the terminal was when it stopped; -1: it goes on. Touched only by the loop that receives.</summary>
    private long _stoppedAt = -1;

    // Holds at most one: whoever draws shows all that changed.
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public TerminalClient(ReliableConnection reliableConnection, Transcript transcript, TerminalView view, TypeAhead inputs, TimeProvider time)
    {
        (_reliableConnection, _transcript, _view, _inputs, _time) = (reliableConnection, transcript, view, inputs, time);
        _outgoingLines = new OutgoingLines(reliableConnection, transcript);
        _typing = new Typing(transcript, view, _outgoingLines);
        _hear = Hear;
    }

    /// <summary>Sentences of the server that this process hosts; null where it hosts none.</summary>
    public ChannelReader<string>? HostLog { get; init; }

    /// <summary>Runs until the user leaves or the connection ends; null is success.</summary>
    public async Task<Failure?> RunAsync()
    {
        using var leaving = new CancellationTokenSource();
        var typing = TypeAsync(leaving.Token);
        var receiving = ReceiveAsync(leaving.Token);
        var drawing = DrawAsync(leaving.Token);
        var sending = _outgoingLines.SendAsync(leaving.Token);
        var telling = TellAsync(leaving.Token);
        var leavingRoom = new LeavingRoom(_reliableConnection, _outgoingLines, _transcript, _time);
        var first = await Task.WhenAny(typing, receiving, drawing, sending, telling);
        if (first == typing && typing is { IsCompletedSuccessfully: true, Result: null })
        {
            await _inputs.DuringAsync(cancel => LeaveAsync(leavingRoom, sending, cancel));
        }

        await leaving.CancelAsync();
        await Task.WhenAll(typing, receiving, drawing, sending, telling);
        var isAllSaid = leavingRoom.TellUnsaid();
        _view.Print(_transcript.TakeAll().Lines);

        // Sending ends first by a bug alone, which was met above.
        var end = first is Task<Failure?> ended ? await ended : null;
        return end ?? (isAllSaid ? null : new Failure(Outcome.Lost, ""));
    }

    private async Task<bool> LeaveAsync(LeavingRoom leavingRoom, Task sending, CancellationToken cancel)
    {
        await leavingRoom.LeaveAsync(sending, TellToWait, cancel);
        return true;
    }

    private void TellToWait()
    {
        lock (_gate)
        {
            _view.Hint = "Waiting until the server has accepted what you said; Ctrl-C leaves.";
        }

        _changes.Writer.TryWrite(true);
    }

    private async Task<Failure?> TypeAsync(CancellationToken cancel)
    {
        try
        {
            await foreach (var first in _inputs.ReadAllAsync(cancel))
            {
                if (Handle(first) is { } end)
                {
                    return end.Failure;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Somebody else ended it.
        }

        return null;
    }

    /// <summary>Does what was typed, all that is there, and draws it once; returns how it ends, or null.</summary>
    private TypingEnd? Handle(TerminalInput input)
    {
        lock (_gate)
        {
            do
            {
                if (_typing.Do(input) is { } end)
                {
                    return end;
                }
            }
            while (_inputs.TryRead(out input));

            Show();
        }

        // What is pending is shown later, if it stays so.
        _changes.Writer.TryWrite(true);
        return null;
    }

    private async Task<Failure?> ReceiveAsync(CancellationToken cancel)
    {
        try
        {
            while (await _reliableConnection.ReceiveAsync(_hear, cancel))
            {
                lock (_gate)
                {
                    _transcript.PendingLines.Acknowledge(_reliableConnection.Sender.DealtLabel);
                }

                _changes.Writer.TryWrite(true);
                await FollowTerminalAsync(cancel);
            }

            return _reliableConnection.End;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>What a slow terminal cannot take yet is not fetched. One that takes nothing keeps nobody waiting.</summary>
    private async Task FollowTerminalAsync(CancellationToken cancel)
    {
        while (IsTerminalBehind() && _view.Progress != _stoppedAt)
        {
            var before = _view.Progress;
            await Task.Delay(StopPatience, _time, cancel);
            _stoppedAt = _view.Progress == before ? before : -1;
        }
    }

    private bool IsTerminalBehind()
    {
        lock (_gate)
        {
            return _view.IsBehind;
        }
    }

    private void Hear(in ServerLine line)
    {
        lock (_gate)
        {
            _transcript.Hear(line);
        }
    }

    private async Task<Failure?> TellAsync(CancellationToken cancel)
    {
        try
        {
            while (HostLog is not null && await HostLog.WaitToReadAsync(cancel))
            {
                lock (_gate)
                {
                    while (HostLog.TryRead(out var sentence))
                    {
                        _transcript.Tell(sentence);
                    }
                }

                _changes.Writer.TryWrite(true);
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
        }
        catch (OperationCanceledException)
        {
            // Somebody else ended it.
        }

        return null;
    }

    private async Task<Failure?> DrawAsync(CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                lock (_gate)
                {
                    Show();
                }

                await Task.Delay(FramePause, _time, cancel);
                await WaitForChangeAsync(cancel);
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Until something changed, or what is held back is due.</summary>
    private async Task WaitForChangeAsync(CancellationToken cancel)
    {
        TimeSpan? due;
        lock (_gate)
        {
            due = _transcript.Due;
        }

        using var soon = new CancellationTokenSource(due ?? Timeout.InfiniteTimeSpan, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, soon.Token);
        try
        {
            await _changes.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // It is due.
        }
    }

    /// <summary>Shows all that there is.</summary>
    private void Show()
    {
        var screenUpdate = _transcript.Take();
        foreach (var typed in screenUpdate.GivenBack)
        {
            _typing.GiveBack(typed);
        }

        if (screenUpdate.AsksWho)
        {
            _outgoingLines.AskWho();
        }

        _view.Print(screenUpdate.Lines);
        _view.Pending = _transcript.PendingLines.Rows;
        _view.Draw(screenUpdate.RingsBell);
    }
}
