using ChatRoom.Protocol;
using ChatRoom.Server.Rooms.Acts;

namespace ChatRoom.Server.Cluster;

/// <summary>Somebody at this server waits for the outcome of an act that was proposed. Loop thread only.</summary>
internal abstract class Pending
{
    /// <summary>The act will not happen: this server was cut off, and the others count it as lost.</summary>
    public abstract void Drop();
}

/// <summary>An outcome of one kind.</summary>
/// <param name="dropped">The outcome if the act will not happen.</param>
internal class Pending<T>(T dropped) : Pending
{
    // The session that waits goes on at once, as it does on a server alone.
    private readonly TaskCompletionSource<T> _outcome = new();

    public ValueTask<T> Outcome => new(_outcome.Task);

    public void Complete(T outcome) => _outcome.TrySetResult(outcome);

    public override void Drop() => Complete(dropped);
}

/// <summary>A connection of this server that is about to enter a room.</summary>
internal sealed class PendingEntry(Arrival arrival) : Pending<EntryResult>(new EntryResult(Refusal.NotWritten, null))
{
    public Arrival Arrival => arrival;
}

/// <summary>A private text, which is no part of the act in the stream.</summary>
internal sealed class PendingWhisper(byte[] text) : Pending<Refusal?>(Refusal.NotWritten)
{
    public byte[] Text => text;
}
