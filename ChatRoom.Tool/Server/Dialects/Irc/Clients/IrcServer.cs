using ChatRoom.Server.Events;
using ChatRoom.Server.Options;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server.Dialects.Irc.Clients;

/// <summary>The state that all IRC connections of a server share. Loop thread only.</summary>
internal sealed class IrcServer(ServerOptions options, ServerEvents events)
{
    /// <summary>The name of the server as the source of lines.</summary>
    public const string Name = "irc.chatroom";

    public ServerOptions Options => options;

    public ServerEvents Events => events;

    /// <summary>The time of the start.</summary>
    public DateTimeOffset Started { get; } = options.Time.GetUtcNow();

    /// <summary>The nicks that IRC connections have.</summary>
    public IrcNames Names { get; } = new();

    /// <summary>The newest events that clients had of their rooms when they left.</summary>
    public LastSeen LastSeen { get; } = new();

    /// <summary>Shows a changed mode of a room to the IRC clients in it.</summary>
    public void ShowMode(Room room, string source, params ReadOnlySpan<string> mode)
    {
        foreach (var client in Names.Clients)
        {
            if (client.Joined.FirstOrDefault(joined => joined.Room == room) is { } joined)
            {
                joined.Send(client.Reply().Line(source, "MODE", [joined.Channel, .. mode]));
            }
        }
    }
}
