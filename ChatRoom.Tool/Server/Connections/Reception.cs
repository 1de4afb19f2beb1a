using ChatRoom.Server.Connections.Transports;
using ChatRoom.Server.Dialects;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout.Sending;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Options;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server.Connections;

/// <summary>Begins the connections of all doors. Any thread.</summary>
/// <param name="draining">Cancelled when the server ends: newcomers are sent away.</param>
internal sealed class Reception(
    ConnectionSet connections, RoomList rooms, Pump pump, ServerOptions options, ServerEvents events, CancellationToken draining)
{
    /// <summary>Whether newcomers are sent away.</summary>
    public bool IsDraining => draining.IsCancellationRequested;

    /// <summary>The passwords in force.</summary>
    public Passwords Passwords => rooms.Moderator.Passwords;

    public TimeProvider Time => options.Time;

    /// <summary>Begins a connection over a new transport.</summary>
    /// <param name="ended">Called when the connection is closed. Loop thread.</param>
    /// <param name="spoken">The dialect of all peers of the door; null: the peer is asked for its name, and its answer shows its dialect.</param>
    public void Begin(Transport transport, SessionDialect? spoken, Action ended)
    {
        var connection = new Connection(transport, spoken, rooms, pump, options, events);
        connections.Add(connection);
        connection.Start(over =>
        {
            connections.Remove(over);
            ended();
        }, draining);
    }
}
