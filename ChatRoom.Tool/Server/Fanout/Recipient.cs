namespace ChatRoom.Server.Fanout;

/// <summary>The sending half of a connection, as its feed knows it. Loop thread only.</summary>
internal abstract class Recipient
{
    /// <summary>The feed may have something to send: takes a turn in the next round. Called once before each turn.</summary>
    public abstract void Enqueue();

    /// <summary>Sends the rest of a slice of which the peer accepted <paramref name="sent"/> bytes, or at least that of an event that was cut.</summary>
    public abstract void SendRest(in FeedSlice slice, int sent);
}
