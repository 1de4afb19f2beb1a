using ChatRoom.Protocol;

namespace ChatRoom.Server.Moderation;

/// <summary>
/// The rooms whose topic only operators may set, as all others read them. Only the control log changes them. Any thread: reads take
/// no lock, because the set is replaced and never changed.
/// </summary>
internal sealed class TopicLocks
{
    private volatile HashSet<Nickname> _all = [];

    /// <summary>The number of rooms.</summary>
    public int Count => _all.Count;

    public bool Contains(ReadOnlySpan<byte> room) => _all is { Count: > 0 } all && Nickname.TryParse(room, out var name) && all.Contains(name);

    /// <summary>Replaces the set.</summary>
    public void Publish(IEnumerable<Nickname> rooms) => _all = [.. rooms];
}
