using System.Net;
using ChatRoom.Server.Connections.Transports;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Fanout.Sending;
using ChatRoom.Server.Options;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server.Dialects;

/// <summary>A whole dialect: in addition to what rooms need, the parts of one connection that speak it.</summary>
internal abstract class SessionDialect : Dialect
{
    /// <summary>Without a line end, one receive is one line; otherwise the line goes on with the next.</summary>
    public virtual bool TakesReceiveAsLine => false;

    /// <summary>Begins the session of a peer that has given its first name.</summary>
    /// <param name="name">The name as the peer sent it.</param>
    /// <param name="address">null: it comes over no network.</param>
    public abstract Session Begin(RoomList rooms, Mailbox mailbox, ReadOnlySpan<byte> name, IPAddress? address);

    /// <summary>Asks a peer for the password before its session; null: a peer of this dialect cannot be asked.</summary>
    public abstract PasswordReader? AskPassword(Mailbox mailbox);

    /// <summary>The sending half of a connection.</summary>
    public virtual Outbound CreateOutbound(Transport transport, Feed feed, RoundQueue queue, ServerOptions options) =>
        new LineOutbound(transport, feed, queue, options);

    /// <summary>Sends the server's first line, if the dialect has one.</summary>
    public virtual void Greet(Mailbox mailbox, ServerIdentity identity)
    {
    }

    /// <summary>True for received bytes that a program sends by itself to show that it is alive.</summary>
    public virtual bool IsSignOfLife(ReadOnlySpan<byte> bytes) => false;

    /// <summary>True for a line that may cost more than 1; see <see cref="LineCost"/>.</summary>
    public virtual bool MayCostMore(ReadOnlySpan<byte> line) => line.Contains((byte)'/');
}
