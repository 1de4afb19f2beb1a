using ChatRoom.Protocol;

namespace ChatRoom.Server.Log.State;

/// <summary>A member of a room, as the log has it. Changed by records alone.</summary>
/// <param name="name">The name at first.</param>
/// <param name="isBot">A program that answers others by itself.</param>
/// <param name="since">When it came in, in Unix milliseconds.</param>
internal sealed class Seat(Nickname name, bool isBot, long since)
{
    public Nickname Name { get; internal set; } = name;

    public bool IsBot => isBot;

    public long Since => since;

    /// <summary>The connection that sits here.</summary>
    public long Holder { get; internal set; }

    /// <summary>null: the member has no session.</summary>
    public KnownSession? Session { get; internal set; }
}
