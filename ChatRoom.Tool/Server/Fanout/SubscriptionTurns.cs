using System.Runtime.CompilerServices;

namespace ChatRoom.Server.Fanout;

/// <summary>
/// The subscriptions of a connection that is sent several rooms, and the order of their turns. Only those that may have
/// something to send wait for a turn, so a connection may have many. One begins when everything is sent that must come before
/// it: an earlier subscription of the same room, and the rooms that the connection left by moving. Loop thread only.
/// </summary>
internal sealed class SubscriptionTurns
{
    // In the order in which they were added.
    private readonly List<Subscription> _open = [];

    // With the last answer of the turn, if these are answers.
    private readonly Queue<(Subscription Subscription, StrongBox<long>? Answers)> _pending = [];

    // null: answers were not the last to ask for a turn.
    private StrongBox<long>? _newestAnswers;

    /// <param name="own">The connection's own subscription, which has begun.</param>
    public SubscriptionTurns(Subscription own)
    {
        _open.Add(own);
        (own as AnswerReader)?.Wait();
        Ask(own);
    }

    public IReadOnlyList<Subscription> Open => _open;

    public bool HasPending => _pending.Count > 0;

    public void Add(Subscription subscription) => _open.Add(subscription);

    /// <summary>Removes one of which everything is sent; false: it was removed before.</summary>
    public bool Remove(Subscription subscription) => _open.Remove(subscription);

    /// <summary>Returns one that has not begun and may begin now; null: there is none.</summary>
    public Subscription? FindNext() => _open.Find(waiting => !waiting.IsFollowed && MayBegin(waiting));

    /// <summary>True if a subscription beside this one is open.</summary>
    public bool HasOthers(Subscription? own) => _open.Exists(open => open != own);

    /// <summary>The only one beside a connection's own that is at rest, if none waits for a turn; null: there is no such one.</summary>
    public Subscription? Sole(Subscription own) =>
        _pending.Count == 0 && _open.Count == 2 && own is AnswerReader { HasMore: false } ? _open.Find(open => open != own) : null;

    /// <summary>It takes a turn after those that wait already.</summary>
    public void Ask(Subscription subscription)
    {
        if (subscription is AnswerReader answers)
        {
            AskForAnswers(answers);
        }
        else if (subscription is { IsFollowed: true, IsPending: false })
        {
            subscription.IsPending = true;
            _pending.Enqueue((subscription, null));
            _newestAnswers = null;
        }
    }

    /// <summary>Takes the one whose turn it is; null: none waits.</summary>
    public Subscription? Take()
    {
        if (!_pending.TryDequeue(out var next))
        {
            return null;
        }

        if (next.Answers is { } answers)
        {
            ((AnswerReader)next.Subscription).BeginTurn(answers.Value);
            _newestAnswers = _newestAnswers == answers ? null : _newestAnswers;
        }

        next.Subscription.IsPending = false;
        return next.Subscription;
    }

    /// <summary>Answers that follow each other without an event between them are one turn.</summary>
    private void AskForAnswers(AnswerReader answers)
    {
        if (_newestAnswers is null)
        {
            _newestAnswers = new StrongBox<long>();
            _pending.Enqueue((answers, _newestAnswers));
        }

        _newestAnswers.Value = answers.Given;
    }

    private bool MayBegin(Subscription waiting)
    {
        foreach (var earlier in _open)
        {
            if (earlier == waiting)
            {
                break;
            }

            if (earlier.Log == waiting.Log || (earlier.IsOwn && waiting.IsOwn))
            {
                return false;
            }
        }

        return true;
    }
}
