using ChatRoom.Protocol;
using ChatRoom.Server.Connections.Pacing;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Options;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Connections;

/// <summary>The last that a peer is told.</summary>
internal static class Farewells
{
    /// <summary>Why a connection ends; null where its peer knows, or hears nothing any more.</summary>
    public static Refusal? Of(CloseReason reason, Dismissal? dismissal) => reason switch
    {
        CloseReason.NoName => Refusal.NoName,
        CloseReason.NotReading => Refusal.NotReading,
        CloseReason.Draining => Refusal.Draining,
        _ => reason == dismissal?.Reason ? dismissal.Why.Farewell : null,
    };

    /// <summary>Tells a peer that it may not come in, in its own dialect.</summary>
    public static void TurnAway(Mailbox mailbox, Ban ban, ServerIdentity identity)
    {
        if (mailbox.Dialect == Dialect.Typed)
        {
            mailbox.TryAdd(default, ServerLines.Greeting(identity.Version, identity.Title));
        }

        mailbox.TryAdd(default, ServerLines.Bye(BanText.Farewell(ban)));
    }
}
