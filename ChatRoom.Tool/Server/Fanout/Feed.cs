namespace ChatRoom.Server.Fanout;

/// <summary>
/// Everything that one connection is sent: first its mailbox, then its subscriptions. One is the connection's own: it follows
/// the connection from room to room, each in order up to the move. There may be others beside it, which take turns: the
/// order is kept in each room, not between rooms. It asks for a turn in the next round when there may be something to send.
/// Loop thread only, except for <see cref="ReadFromDisk"/>.
/// </summary>
internal sealed class Feed
{
    private readonly Mailbox _mailbox;
    private Subscription? _own;
    private Subscription? _current;

    // null: nothing is open beside the own subscription, which is the current one.
    private SubscriptionTurns? _turns;
    private Recipient? _recipient;
    private bool _isEnding;

    /// <param name="mailbox">Takes lines for the connection before it is in a room, and in the first one.</param>
    public Feed(Mailbox mailbox)
    {
        _mailbox = mailbox;
        mailbox.Feed = this;
    }

    /// <summary>A turn in the next round is asked for.</summary>
    public bool IsQueued { get; private set; }

    /// <summary>The place up to which the subscription whose turn it is may be sent now.</summary>
    public LogCursor Horizon => _current?.Horizon ?? default;

    /// <summary>True if there may be something to send, or if the end may be reached; cheap.</summary>
    public bool HasMore => _isEnding || _turns is not null || (_current?.HasMore ?? _mailbox.HasMail);

    /// <summary>True if another subscription waits for its turn; see <see cref="TakeNext"/>.</summary>
    public bool HasNext => _turns is { HasPending: true };

    /// <summary>True if the next events are only on disk: <see cref="TryNext"/> returns nothing, and <see cref="ReadFromDisk"/> reads them.</summary>
    public bool NeedsReplay => _current is { NeedsReplay: true };

    /// <summary>True after <see cref="End"/>, when everything was sent.</summary>
    public bool IsAtEnd => _isEnding && _turns is null && (_own is null ? !_mailbox.HasMail : IsReadToEnd(_own));

    /// <summary>The connection is in another room now, or in its first one: this subscription is its own from now on.</summary>
    public void Enter(Subscription subscription)
    {
        subscription.IsOwn = true;
        if (_own is null)
        {
            _own = _current = subscription;
            Begin(subscription);
            return;
        }

        var left = _own;
        _own = subscription;
        Add(subscription, left);
    }

    /// <summary>Adds a subscription beside the connection's own.</summary>
    public void Follow(Subscription subscription) => Add(subscription, _own!);

    /// <summary>Makes the feed end: at the end of each subscription, or, outside a room, when its mailbox is empty.</summary>
    public void End()
    {
        _isEnding = true;
        Queue();
    }

    /// <summary>Sets what sends the lines, and asks for its first turn.</summary>
    public void SendTo(Recipient recipient)
    {
        _recipient = recipient;
        Queue();
    }

    /// <summary>A subscription may have something to send.</summary>
    /// <param name="subscription">null: the connection is in no room.</param>
    public void Queue(Subscription? subscription)
    {
        StepOut();
        if (_turns is not null && subscription is not null)
        {
            _turns.Ask(subscription);
        }

        Queue();
    }

    /// <summary>There may be something to send: asks for a turn in the next round, unless it is asked for already.</summary>
    public void Queue()
    {
        if (!IsQueued && _recipient is { } recipient)
        {
            IsQueued = true;
            StepOut();
            recipient.Enqueue();
        }
    }

    /// <summary>
    /// If everything was sent, publications go straight to the socket until a turn is asked for; false if there is more to
    /// send, or several subscriptions.
    /// </summary>
    public bool TryStepIn(int socket)
    {
        if (IsQueued || _isEnding || (_turns is null ? _current : _turns.Sole(_own!)) is not { IsFollowed: true } only)
        {
            return false;
        }

        _current = only;
        return only.TryStepIn(socket);
    }

    /// <summary>The socket did not accept the whole slice, so what follows is sent in turns.</summary>
    public void SendRest(in FeedSlice slice, int sent)
    {
        _current!.StepOut();
        _recipient!.SendRest(slice, sent);
    }

    /// <summary>The turn in a round has come; the next one must be asked for.</summary>
    public void TakeTurn() => IsQueued = false;

    /// <summary>Ends the turn of the current subscription, and goes on to the one that waits longest. Stays if there is none.</summary>
    public void TakeNext()
    {
        if (_turns is not null && _current is AnswerReader { IsInTurn: true })
        {
            return;
        }

        EndTurn();
        while (_turns?.Take() is { } next)
        {
            // The last line of a connection is in its own subscription, which is sent when there is no other.
            if (!_isEnding || next != _own)
            {
                _current = next;
                return;
            }
        }
    }

    /// <summary>
    /// The current subscription was sent what there was: it waits for another turn if there is more, or others begin after
    /// its end.
    /// </summary>
    public void EndTurn()
    {
        if (_turns is not { } turns || _current is not { } current)
        {
            return;
        }

        if (current.CanSend)
        {
            AskAgain(current, turns);
        }
        else if (current.IsAtEnd && turns.Remove(current))
        {
            Finish(current, turns);
        }
    }

    /// <summary>Returns the next slice up to <paramref name="horizon"/>; false if there is none.</summary>
    public bool TryNext(LogCursor horizon, out FeedSlice slice)
    {
        if (_current is { } current)
        {
            return current.TryNext(horizon, out slice);
        }

        slice = _mailbox.TryTake(default, out var mail) ? FeedSlice.OutsideLog(mail, default) : default;
        return mail is not null;
    }

    /// <summary>Moves to a place in the last slice that <see cref="TryNext"/> returned.</summary>
    public void Advance(LogCursor place) => _current?.Advance(place);

    /// <summary>Begins a read from the disk; returns the id of the event before which it ends.</summary>
    public long BeginReplay() => _current!.BeginReplay();

    /// <summary>See <see cref="Subscription.ReadFromDisk"/>. Any thread.</summary>
    public int ReadFromDisk(long endId, Span<byte> into, out int events, out int gaps) =>
        _current!.ReadFromDisk(endId, into, out events, out gaps);

    /// <summary>Nothing more is sent.</summary>
    public void Interrupt() => _mailbox.Interrupt();

    /// <summary>Releases the resources for reading from the disk.</summary>
    public void Close()
    {
        _own?.Close();
        foreach (var open in _turns?.Open ?? [])
        {
            open.Close();
        }
    }

    private static void AskAgain(Subscription current, SubscriptionTurns turns)
    {
        // Each answer has asked for a turn already.
        if (current is not AnswerReader)
        {
            turns.Ask(current);
        }
    }

    /// <summary>The current subscription may have events that were to be sent to it with others.</summary>
    private void StepOut()
    {
        if (_current is { IsInStep: true } current)
        {
            current.StepOut();
            _turns?.Ask(current);
        }
    }

    private void Add(Subscription subscription, Subscription own)
    {
        _turns ??= new SubscriptionTurns(own);
        _turns.Add(subscription);
        BeginThoseThatMay(_turns);

        // A room that was left may have been read to its end before.
        Queue();
    }

    private void Begin(Subscription subscription)
    {
        subscription.IsFollowed = true;
        if (subscription.Mailbox != _mailbox)
        {
            subscription.Mailbox.Reached();
        }

        subscription.Mailbox.Subscription = subscription;
        Queue(subscription);
    }

    private void BeginThoseThatMay(SubscriptionTurns turns)
    {
        while (turns.FindNext() is { } next)
        {
            Begin(next);
        }
    }

    /// <summary>Everything of a subscription was sent: the next one of its room begins. If only the own one is left, it takes no turns.</summary>
    private void Finish(Subscription ended, SubscriptionTurns turns)
    {
        ended.Close();
        if (ended != _own)
        {
            // It must not be held in memory by the mailbox in which the connection began.
            ended.IsFollowed = false;
            ended.Mailbox.Subscription = null;
        }

        BeginThoseThatMay(turns);
        if (!turns.HasOthers(_own))
        {
            _own!.IsPending = false;
            (_own as AnswerReader)?.BeginTurn(long.MaxValue);
            (_turns, _current) = (null, _own);
            Queue();
        }
    }

    /// <summary>True if the connection's own subscription has nothing more; without an end, up to now.</summary>
    private static bool IsReadToEnd(Subscription own) =>
        own.Cursor.NextId >= (own.End ?? own.Horizon).NextId && !own.CanSend;
}
