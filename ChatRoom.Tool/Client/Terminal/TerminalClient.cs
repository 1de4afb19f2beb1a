using System.Threading.Channels;
using ChatRoom.Client.Connecting;
using ChatRoom.Client.Conversation;
using ChatRoom.Client.Options;
using ChatRoom.Client.Terminal.Device;
using ChatRoom.Client.Terminal.Reading;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Terminal;

/// <summary>
/// The client on a terminal: lines from the room scroll by above the line that the user types. Five loops: one types,
/// one receives, one draws, one sends, one shows the log of the server in this process. One lock guards what they share.
/// No loop waits while it holds the lock, not even for the terminal.
/// </summary>
internal sealed class TerminalClient
{
    /// <summary>Lines that arrive within this time are drawn together. It is too short to notice, and leaves time for typing.</summary>
    private static readonly TimeSpan FramePause = TimeSpan.FromMilliseconds(25);

    /// <summary>A terminal that accepts no output for this long counts as stopped, not as slow.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly ReliableConnection _reliableConnection;
    private readonly Transcript _transcript;
    private readonly TerminalView _view;
    private readonly TypeAhead _inputs;
    private readonly TimeProvider _time;
    private readonly OutgoingLines _outgoingLines;
    private readonly InputHandler _inputHandler;
    private readonly LineHandler _receiveLine;

    /// <summary>The terminal's progress when it stopped; -1: it is not stopped. Only the loop that receives touches it.</summary>
    private long _stoppedAt = -1;

    // Holds at most one: each drawing shows all changes.
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public TerminalClient(ReliableConnection reliableConnection, Transcript transcript, TerminalView view, TypeAhead inputs, TimeProvider time)
    {
        (_reliableConnection, _transcript, _view, _inputs, _time) = (reliableConnection, transcript, view, inputs, time);
        _outgoingLines = new OutgoingLines(reliableConnection, transcript);
        _inputHandler = new InputHandler(transcript, view, _outgoingLines);
        _receiveLine = ReceiveLine;
    }

    /// <summary>Log sentences of the server in this process; null: this process runs no server.</summary>
    public ChannelReader<string>? HostLog { get; init; }

    /// <summary>Runs until the user leaves or the connection ends; null: success.</summary>
    public async Task<Failure?> RunAsync()
    {
        using var leaving = new CancellationTokenSource();
        var typing = TypeAsync(leaving.Token);
        var receiving = ReceiveAsync(leaving.Token);
        var drawing = DrawAsync(leaving.Token);
        var sending = _outgoingLines.SendAsync(leaving.Token);
        var showingLog = ShowHostLogAsync(leaving.Token);
        var leavingRoom = new LeavingRoom(_reliableConnection, _outgoingLines, _transcript, _time);
        var first = await Task.WhenAny(typing, receiving, drawing, sending, showingLog);
        if (first == typing && typing is { IsCompletedSuccessfully: true, Result: null })
        {
            await _inputs.RunCancelableAsync(cancel => LeaveAsync(leavingRoom, sending, cancel));
        }

        await leaving.CancelAsync();
        await Task.WhenAll(typing, receiving, drawing, sending, showingLog);
        var isAllSaid = leavingRoom.ReportUnsaid();
        _view.Print(_transcript.TakeAll().Lines);

        // Sending ends first only by a bug, and WhenAll has thrown its exception.
        var end = first is Task<Failure?> ended ? await ended : null;
        return end ?? (isAllSaid ? null : new Failure(Outcome.Lost, ""));
    }

    private async Task<bool> LeaveAsync(LeavingRoom leavingRoom, Task sending, CancellationToken cancel)
    {
        await leavingRoom.LeaveAsync(sending, ShowWaiting, cancel);
        return true;
    }

    private void ShowWaiting()
    {
        lock (_lock)
        {
            _view.Hint = "Waiting for the server to accept what you said. Press Ctrl-C to leave without waiting.";
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
            // Another loop ended first.
        }

        return null;
    }

    /// <summary>Handles all input that is there and draws once; null: the loop goes on.</summary>
    private TypingEnd? Handle(TerminalInput input)
    {
        lock (_lock)
        {
            do
            {
                if (_inputHandler.Handle(input) is { } end)
                {
                    return end;
                }
            }
            while (_inputs.TryRead(out input));

            Show();
        }

        // Pending rows are drawn later, if they are still pending then.
        _changes.Writer.TryWrite(true);
        return null;
    }

    private async Task<Failure?> ReceiveAsync(CancellationToken cancel)
    {
        try
        {
            while (await _reliableConnection.ReceiveAsync(_receiveLine, cancel))
            {
                lock (_lock)
                {
                    _transcript.PendingLines.Acknowledge(_reliableConnection.Sender.AcknowledgedLabel);
                }

                _changes.Writer.TryWrite(true);
                await WaitForTerminalAsync(cancel);
            }

            return _reliableConnection.End;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Receives no more lines while the terminal is slow. A stopped terminal delays nothing.</summary>
    private async Task WaitForTerminalAsync(CancellationToken cancel)
    {
        while (HasTerminalBacklog() && _view.Progress != _stoppedAt)
        {
            var before = _view.Progress;
            await Task.Delay(StopTimeout, _time, cancel);
            _stoppedAt = _view.Progress == before ? before : -1;
        }
    }

    private bool HasTerminalBacklog()
    {
        lock (_lock)
        {
            return _view.HasBacklog;
        }
    }

    private void ReceiveLine(in ServerLine line)
    {
        lock (_lock)
        {
            _transcript.Receive(line);
        }
    }

    private async Task<Failure?> ShowHostLogAsync(CancellationToken cancel)
    {
        try
        {
            while (HostLog is not null && await HostLog.WaitToReadAsync(cancel))
            {
                lock (_lock)
                {
                    while (HostLog.TryRead(out var sentence))
                    {
                        _transcript.AddNotice(sentence);
                    }
                }

                _changes.Writer.TryWrite(true);
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
        }
        catch (OperationCanceledException)
        {
            // Another loop ended first.
        }

        return null;
    }

    private async Task<Failure?> DrawAsync(CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                lock (_lock)
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

    /// <summary>Waits for a change, or until lines that are held back are due.</summary>
    private async Task WaitForChangeAsync(CancellationToken cancel)
    {
        TimeSpan? due;
        lock (_lock)
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

    /// <summary>Draws all changes. The caller holds the lock.</summary>
    private void Show()
    {
        var screenUpdate = _transcript.Take();
        foreach (var typed in screenUpdate.GivenBack)
        {
            _inputHandler.GiveBack(typed);
        }

        foreach (var question in screenUpdate.Questions)
        {
            _outgoingLines.Ask(question);
        }

        _view.Print(screenUpdate.Lines);
        _view.Pending = _transcript.PendingLines.Rows;
        _view.Draw(screenUpdate.RingsBell);
    }
}
