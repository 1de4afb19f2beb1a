using ChatRoom.Client.Connecting;
using ChatRoom.Client.Options;

namespace ChatRoom.Client.Conversation;

/// <summary>
/// Sends each line once over any number of connections. Lines that are said during an outage are kept, and lines without
/// an acknowledgement are sent again over the next connection. Saying buffers; flushing sends.
/// Guarded by its own lock: any thread may say, one loop receives the answers.
/// </summary>
internal sealed class Sender(Link link)
{
    private readonly Lock _lock = new();
    private readonly ResendBuffer _lines = new();
    private Link _link = link;
    private bool _isConnected = true;
    private Failure? _end;
    private long _missingEchoes;
    private long _firstMissingEcho;

    /// <summary>Why the conversation has ended: a lost connection, or the reason that was given.</summary>
    public Failure End
    {
        get
        {
            lock (_lock)
            {
                return _end ?? new Failure(Outcome.Lost, _lines.Count switch
                {
                    0 => "the connection was lost",
                    1 => "the connection was lost, and 1 line was not acknowledged",
                    var count => $"the connection was lost, and {count} lines were not acknowledged",
                });
            }
        }
    }

    /// <summary>How many lines a tutorial server has not sent back, as a failure; null if all came back.</summary>
    public Failure? MissingEchoes
    {
        get
        {
            lock (_lock)
            {
                return _missingEchoes switch
                {
                    0 => null,
                    1 => new Failure(Outcome.Rejected, "1 line did not come back from the server, so it may not have been said"),
                    _ => new Failure(Outcome.Rejected, $"{_missingEchoes} lines did not come back from the server, so they may not have been said; the first was line {_firstMissingEcho}"),
                };
            }
        }
    }

    /// <summary>There is a connection, even if the server does not answer.</summary>
    public bool IsConnected => CurrentLink() is not null;

    /// <summary>Says a text.</summary>
    /// <param name="label">Names the line to the user if it is refused: its number in the input.</param>
    /// <param name="text">The text.</param>
    public ValueTask SayAsync(long label, ReadOnlySpan<byte> text) => SayAsync(label, text, isCommand: false);

    /// <summary>Says what a person typed, or runs it if it is a slash command.</summary>
    public ValueTask TypeAsync(long label, ReadOnlySpan<byte> typed) => SayAsync(label, typed, isCommand: true);

    /// <summary>Says a text, or what a person typed, to a server that acknowledges lines.</summary>
    public void Post(long label, ReadOnlySpan<byte> text, bool isCommand)
    {
        lock (_lock)
        {
            _lines.Add(label, text, isCommand);
            if (_isConnected)
            {
                _lines.SendRest((TypedLink)_link);
            }
        }
    }

    /// <summary>The next <paramref name="count"/> texts form a group: the server accepts all or none, with nothing between them.</summary>
    public void BeginGroup(int count)
    {
        lock (_lock)
        {
            _lines.BeginGroup(count);
        }
    }

    /// <summary>Sends what was said, if there is a connection.</summary>
    public Task FlushAsync() => CurrentLink()?.FlushAsync() ?? Task.CompletedTask;

    /// <summary>True if this much more may be said before the next acknowledgement.</summary>
    public bool HasCapacity(int lines, int bytes)
    {
        lock (_lock)
        {
            return _lines.HasCapacity(lines, bytes);
        }
    }

    /// <summary>Waits until this much more may be said; false if the connection is lost for good first.</summary>
    public Task<bool> WaitForCapacityAsync(int lines, int bytes)
    {
        lock (_lock)
        {
            return _lines.WaitAsync(Math.Max(0, ResendBuffer.MaxLines - lines), Math.Max(0, ResendBuffer.MaxBytes - bytes));
        }
    }

    /// <summary>Waits until the server has accepted or refused all lines; false if the connection is lost for good first.</summary>
    public Task<bool> WaitForAcknowledgementsAsync() => WaitForCapacityAsync(ResendBuffer.MaxLines, ResendBuffer.MaxBytes);

    /// <summary>The server has accepted or refused all lines.</summary>
    public bool IsAcknowledged
    {
        get
        {
            lock (_lock)
            {
                return _lines.Count == 0;
            }
        }
    }

    /// <summary>The label of the last line that the server has accepted or refused; 0: none.</summary>
    public long AcknowledgedLabel
    {
        get
        {
            lock (_lock)
            {
                return _lines.AcknowledgedLabel;
            }
        }
    }

    /// <summary>The server has accepted or refused every line up to <paramref name="number"/>.</summary>
    public void Acknowledge(long number)
    {
        lock (_lock)
        {
            _lines.Acknowledge(number);
        }
    }

    /// <summary>Notes that lines were refused; returns the runs of their labels, without lines that were refused before.</summary>
    public IReadOnlyList<(long First, long Last)> Refuse(long first, long last)
    {
        lock (_lock)
        {
            return _lines.Refuse(first, last);
        }
    }

    /// <summary>Asks for a list, if there is a connection; never within a group of lines.</summary>
    public void Ask(Question question, string room)
    {
        lock (_lock)
        {
            if (_isConnected)
            {
                _link.Ask(question, room);
            }
        }
    }

    /// <summary>Leaves the room, if there is a connection.</summary>
    public Task LeaveAsync() => CurrentLink()?.LeaveAsync() ?? Task.CompletedTask;

    /// <summary>The connection is lost; another may follow.</summary>
    public void Interrupt()
    {
        lock (_lock)
        {
            _isConnected = false;
        }
    }

    /// <summary>Begins a new session, as the server has forgotten the last. False, and the end, if it may have accepted some lines.</summary>
    public bool TryBeginSession()
    {
        lock (_lock)
        {
            var count = _lines.CountUncertain(out var first, out var last);
            if (count == 0)
            {
                _lines.BeginSession();
                return true;
            }

            _end = new Failure(Outcome.Lost, count == 1
                ? $"the server has forgotten our session: line {first} may or may not have been said"
                : $"the server has forgotten our session: {count} lines, from {first} to {last}, may or may not have been said");
            return false;
        }
    }

    /// <summary>Continues over another connection: the server has the lines up to <paramref name="number"/>, and no later ones.</summary>
    public void Resume(TypedLink link, long number)
    {
        lock (_lock)
        {
            (_link, _isConnected) = (link, true);
            _lines.Resume(number);
            _lines.SendRest(link);
        }

        // Not awaited: the loop must receive while it sends much.
        _ = link.FlushAsync();
    }

    /// <summary>Nothing more is said or acknowledged.</summary>
    public void Close(Failure? end)
    {
        lock (_lock)
        {
            _end ??= end;
            _lines.Close();
        }
    }

    /// <summary>The link to send over, for use outside the lock; null during an outage.</summary>
    private Link? CurrentLink()
    {
        lock (_lock)
        {
            return _isConnected ? _link : null;
        }
    }

    private ValueTask SayAsync(long label, ReadOnlySpan<byte> text, bool isCommand)
    {
        // A tutorial link is never replaced, so no lock is needed.
        if (_link is TutorialLink tutorial)
        {
            return new ValueTask(WaitForEchoAsync(label, tutorial.SayAsync(text)));
        }

        Post(label, text, isCommand);
        return ValueTask.CompletedTask;
    }

    private async Task WaitForEchoAsync(long label, Task<bool> echo)
    {
        if (await echo)
        {
            return;
        }

        lock (_lock)
        {
            _firstMissingEcho = _missingEchoes++ == 0 ? label : _firstMissingEcho;
        }
    }
}
