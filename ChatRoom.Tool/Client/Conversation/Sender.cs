using ChatRoom.Client.Connecting;
using ChatRoom.Client.Options;

namespace ChatRoom.Client.Conversation;

/// <summary>
/// Says lines once, over whatever connection there is: what is said while there is none is kept, and what
/// nobody acknowledged over the last one is said again over the next. Saying collects; flushing sends.
/// Guarded by its own lock; several may speak, one loop hears what is answered.
/// </summary>
internal sealed class Sender(Link link)
{
    private readonly Lock _gate = new();
    private readonly ResendBuffer _lines = new();
    private Link _link = link;
    private bool _isHeard = true;
    private Failure? _end;
    private long _notBack;
    private long _firstNotBack;

    /// <summary>How the conversation ended, where it has: the connection was lost, or what else is told of it.</summary>
    public Failure End
    {
        get
        {
            lock (_gate)
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

    /// <summary>How many lines a server that relays and does not acknowledge has not sent back; null if all came back.</summary>
    public Failure? NotBack
    {
        get
        {
            lock (_gate)
            {
                return _notBack switch
                {
                    0 => null,
                    1 => new Failure(Outcome.Rejected, "1 line did not come back from the server, so it may not have been said"),
                    _ => new Failure(Outcome.Rejected, $"{_notBack} lines did not come back from the server, so they may not have been said; the first was line {_firstNotBack}"),
                };
            }
        }
    }

    /// <summary>There is a connection, if only to a server that does not answer.</summary>
    public bool IsConnected => Connection() is not null;

    /// <summary>Says a text.</summary>
    /// <param name="label">What names the line where it is refused: its number in the input.</param>
    /// <param name="text">What is said.</param>
    public ValueTask SayAsync(long label, ReadOnlySpan<byte> text) => SayAsync(label, text, isCommand: false);

    /// <summary>Says or does what a person typed.</summary>
    public ValueTask TypeAsync(long label, ReadOnlySpan<byte> typed) => SayAsync(label, typed, isCommand: true);

    /// <summary>Says a text, or does what a person typed, where the server acknowledges that.</summary>
    public void Post(long label, ReadOnlySpan<byte> text, bool isCommand)
    {
        lock (_gate)
        {
            _lines.Add(label, text, isCommand);
            if (_isHeard)
            {
                _lines.TellRest((TypedLink)_link);
            }
        }
    }

    /// <summary>The next <paramref name="count"/> texts are said as one: all or none, and nothing comes between them.</summary>
    public void Together(int count)
    {
        lock (_gate)
        {
            _lines.Together(count);
        }
    }

    /// <summary>Sends what was said, if there is a connection.</summary>
    public Task FlushAsync() => Connection()?.FlushAsync() ?? Task.CompletedTask;

    /// <summary>Whether so much more may be said before something is acknowledged.</summary>
    public bool HasRoom(int lines, int bytes)
    {
        lock (_gate)
        {
            return _lines.HasRoom(lines, bytes);
        }
    }

    /// <summary>Waits until so much more may be said; false where the connection is lost for good before.</summary>
    public Task<bool> WaitForRoomAsync(int lines, int bytes)
    {
        lock (_gate)
        {
            return _lines.WaitAsync(Math.Max(0, ResendBuffer.MaxLines - lines), Math.Max(0, ResendBuffer.MaxBytes - bytes));
        }
    }

    /// <summary>Waits until the server has dealt with all that was said; false where the connection is lost for good before.</summary>
    public Task<bool> WaitForAcknowledgementsAsync() => WaitForRoomAsync(ResendBuffer.MaxLines, ResendBuffer.MaxBytes);

    /// <summary>The server has dealt with all that was said.</summary>
    public bool IsAcknowledged
    {
        get
        {
            lock (_gate)
            {
                return _lines.Count == 0;
            }
        }
    }

    /// <summary>The label of the last line that the server has dealt with, said or refused; 0 for none.</summary>
    public long DealtLabel
    {
        get
        {
            lock (_gate)
            {
                return _lines.DealtLabel;
            }
        }
    }

    /// <summary>Every line up to <paramref name="number"/> is dealt with.</summary>
    public void Acknowledge(long number)
    {
        lock (_gate)
        {
            _lines.Acknowledge(number);
        }
    }

    /// <summary>Notes that lines were refused; returns runs of what the user knows them by, without those of which that is known.</summary>
    public IReadOnlyList<(long First, long Last)> Refuse(long first, long last)
    {
        lock (_gate)
        {
            return _lines.Refuse(first, last);
        }
    }

    /// <summary>Asks who is in a room, if there is anybody to ask, and not between lines that are said as one.</summary>
    public void AskWho(string room)
    {
        lock (_gate)
        {
            if (_isHeard)
            {
                _link.AskWho(room);
            }
        }
    }

    /// <summary>Says goodbye, if there is anybody to say it to.</summary>
    public Task LeaveAsync() => Connection()?.LeaveAsync() ?? Task.CompletedTask;

    /// <summary>There is no connection for now.</summary>
    public void Interrupt()
    {
        lock (_gate)
        {
            _isHeard = false;
        }
    }

    /// <summary>The server knows of nothing that we said; false, and the end, where it may have been told something that nobody can account for.</summary>
    public bool TryBeginSession()
    {
        lock (_gate)
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

    /// <summary>There is another connection, whose server has dealt with everything up to <paramref name="number"/> and nothing behind it.</summary>
    public void Resume(TypedLink link, long number)
    {
        lock (_gate)
        {
            (_link, _isHeard) = (link, true);
            _lines.Resume(number);
            _lines.TellRest(link);
        }

        // Nobody waits for it: the server must be heard while it is told much.
        _ = link.FlushAsync();
    }

    /// <summary>Nothing is said any more, or acknowledged.</summary>
    public void Lose(Failure? end)
    {
        lock (_gate)
        {
            _end ??= end;
            _lines.Lose();
        }
    }

    /// <summary>The link to send over, outside the lock; null where there is none for now.</summary>
    private Link? Connection()
    {
        lock (_gate)
        {
            return _isHeard ? _link : null;
        }
    }

    private ValueTask SayAsync(long label, ReadOnlySpan<byte> text, bool isCommand)
    {
        // Such a link is never another one.
        if (_link is TutorialLink tutorial)
        {
            return new ValueTask(WaitForReturnAsync(label, tutorial.SayAsync(text)));
        }

        Post(label, text, isCommand);
        return ValueTask.CompletedTask;
    }

    private async Task WaitForReturnAsync(long label, Task<bool> isBack)
    {
        if (await isBack)
        {
            return;
        }

        lock (_gate)
        {
            _firstNotBack = _notBack++ == 0 ? label : _firstNotBack;
        }
    }
}
