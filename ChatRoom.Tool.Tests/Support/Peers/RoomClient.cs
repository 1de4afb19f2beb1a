using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Dialects;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Support.Peers;

/// <summary>A client of a server's rooms, without a connection. It sends bytes in a dialect, and reads only when a test asks.</summary>
internal sealed class RoomClient
{
    private readonly byte[] _scratch = new byte[Limits.FilterScratch];
    private readonly RoomSession _session;

    private RoomClient(RoomList rooms, SessionDialect dialect, string name)
    {
        var mailbox = new Mailbox(dialect);
        Feed = new Feed(mailbox);
        _session = (RoomSession)dialect.Begin(rooms, mailbox, Encoding.UTF8.GetBytes(name), address: null);
    }

    public Feed Feed { get; }

    public Room Room => _session.Room;

    public Reader? Reader => _session.Reader;

    /// <summary>Why the server closes the connection; null: it does not.</summary>
    public CloseReason? End { get; private set; }

    /// <summary>A person in the lobby, who has read that they joined.</summary>
    public static RoomClient Join(RoomList rooms, string name, SessionDialect? dialect = null)
    {
        var roomClient = new RoomClient(rooms, dialect ?? TestDialects.Line, name);
        roomClient.Reads();
        return roomClient;
    }

    /// <summary>A program that has sent nothing yet.</summary>
    public static RoomClient Connect(RoomList rooms) =>
        new(rooms, TestDialects.Typed, name: "");

    /// <summary>A program that has entered with this line, and read the answer.</summary>
    public static RoomClient Enter(RoomList rooms, string entering)
    {
        var roomClient = Connect(rooms);
        roomClient.Sends($"{entering}\n");
        roomClient.Reads();
        return roomClient;
    }

    /// <summary>Sends bytes, and waits for the outcomes of the acts in them.</summary>
    public void Sends(string text)
    {
        Begins(text);
        GoesOn();
    }

    /// <summary>Sends bytes, and does not wait for the outcome of an act in them.</summary>
    public void Begins(string text) => End ??= _session.Accept(Encoding.UTF8.GetBytes(text), _scratch);

    /// <summary>Waits for the outcomes of the acts that have begun.</summary>
    public void GoesOn()
    {
        while (_session.Act is { } act)
        {
            ActOutcome.Of(act);
            End ??= _session.Continue(_scratch);
        }
    }

    /// <summary>Reads all lines that are there now, of each room that it was in.</summary>
    public string[] Reads()
    {
        _session.Room.Commit();
        _session.TakeArrival();
        return RoomReader.ReadsAll(Feed);
    }

    /// <summary>Closes the connection: everything up to now is still sent.</summary>
    public void Leaves()
    {
        _session.Leave(CloseNotice.Of(CloseReason.EndOfInput), retryAfter: null);
        Feed.End();
    }

    /// <summary>Sends a line, and expects to read exactly these lines.</summary>
    public void Hears(string sent, params string[] lines)
    {
        Sends($"{sent}\n");
        Assert.That(Reads(), Is.EqualTo(lines), sent);
    }
}
