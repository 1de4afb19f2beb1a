using ChatRoom.Server.Fanout;

namespace ChatRoom.Tests.Support.Peers;

/// <summary>Counts how often a feed asks for a turn in a round.</summary>
internal sealed class Turns : Recipient
{
    private readonly Feed _feed;
    private int _count;

    public Turns(Feed feed)
    {
        _feed = feed;
        feed.SendTo(this);
        Take();
    }

    public override void Enqueue() => _count++;

    public override void SendRest(in FeedSlice slice, int sent) => throw new NotSupportedException("it has no socket");

    /// <summary>Takes the turn that was asked for; returns how many were.</summary>
    public int Take()
    {
        var count = _count;
        _count = 0;
        _feed.TakeTurn();
        return count;
    }
}
