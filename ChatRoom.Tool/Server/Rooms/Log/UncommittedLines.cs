using ChatRoom.Protocol;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms.Log;

/// <summary>
/// The lines that were said in one room since its last commit, and the acknowledgements that follow them. They are written
/// together at the end of the loop's round; then the lines are said, or all of them are refused. Loop thread only.
/// </summary>
internal sealed class UncommittedLines(DurableAcks? durableAcks)
{
    private readonly List<Said> _said = [];
    private readonly List<(Member Member, long Number)> _acks = [];

    public bool IsEmpty => _said.Count == 0;

    /// <summary>A member's texts were added to the log, up to the event <paramref name="lastId"/>.</summary>
    /// <param name="member">null: its connection is at another server, or has left.</param>
    public void Add(Member? member, LineBatch lineBatch, long lastId)
    {
        var (first, last) = lineBatch.Numbers;
        _ = member?.HasUncommitted = true;
        _said.Add(new Said(member, first, last, lastId - lineBatch.Count + 1, lastId, lineBatch.AreTogether));
    }

    /// <summary>Acknowledges a member's lines up to a number: now if none of them waits for the commit, otherwise after it.</summary>
    public void Acknowledge(Member member, long number)
    {
        if (member.HasUncommitted)
        {
            _acks.Add((member, number));
        }
        else
        {
            AcknowledgeNow(member, number);
        }
    }

    /// <summary>The log was committed, or not: tells each member.</summary>
    /// <param name="refusal">Why nothing was written; null: everything is in the log.</param>
    public void Complete(Refusal? refusal)
    {
        foreach (var said in _said)
        {
            if (said.Member is { } member)
            {
                member.HasUncommitted = false;
                said.Tell(member, refusal);
            }
        }

        _said.Clear();
        foreach (var (member, number) in _acks)
        {
            AcknowledgeNow(member, number);
        }

        _acks.Clear();
    }

    private void AcknowledgeNow(Member member, long number)
    {
        member.Processed = Math.Max(member.Processed, number);
        if (durableAcks is null || durableAcks.MayAcknowledge(member, number, member.LastEventId))
        {
            member.Acknowledge(number, member.LastEventId);
        }
    }

    private readonly record struct Said(Member? Member, long First, long Last, long FirstId, long LastId, bool AreTogether)
    {
        public void Tell(Member member, Refusal? refusal)
        {
            if (refusal is null)
            {
                member.Said(FirstId, LastId);
                member.Recorded(Last);
            }
            else
            {
                member.Refuse(First, Last);
                member.SendRefused(refusal, AreTogether ? Last : First, Last);
            }
        }
    }
}
