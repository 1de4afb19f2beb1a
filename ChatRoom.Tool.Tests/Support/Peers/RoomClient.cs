using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Dialects;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;
using NUnit.Framework;

namespace ChatRoom.Tests.Support.Peers;

/// <summary>Somebody in the rooms of a server, without a connection: sends bytes in a dialect, and reads when a test says so.</summary>
internal sealed class RoomClient
{
    private readonly byte[] _scratch = new byte[Limits.FilterScratch];
    private readonly Session _session;
    private readonly Feed _feed;

    private RoomClient(Session session)
    {
        _session = session;
        _feed = new Feed(session.Mailbox);
    }

    public Room Room => _session.Room;

    public Reader? Reader => _session.Reader;

    /// <summary>Why the server ends the connection; null as long as it does not.</summary>
    public CloseReason? End { get; private set; }

    /// <summary>A person in the lobby that has read its own joining.</summary>
    public static RoomClient Join(RoomList rooms, string name, Dialect dialect = Dialect.Line)
    {
        var roomClient = new RoomClient(new PlainSession(rooms, new Mailbox(dialect), () => { }, Encoding.UTF8.GetBytes(name), address: null));
        roomClient.Reads();
        return roomClient;
    }

    /// <summary>A program that has said nothing so far.</summary>
    public static RoomClient Connect(RoomList rooms) =>
        new(new TypedSession(rooms, new Mailbox(Dialect.Typed), () => { }, address: null));

    /// <summary>A program that has entered with these words, and read what came of it.</summary>
    public static RoomClient Enter(RoomList rooms, string entering)
    {
        var roomClient = Connect(rooms);
        roomClient.Sends($"{entering}\n");
        roomClient.Reads();
        return roomClient;
    }

    public void Sends(string text) => End ??= _session.Accept(Encoding.UTF8.GetBytes(text), _scratch);

    /// <summary>Every line that is there to be read now, of each room that it was in.</summary>
    public string[] Reads()
    {
        if (_session.TakeArrival() is { } arrival)
        {
            _feed.Follow(arrival);
        }

        var read = new StringBuilder();
        do
        {
            var horizon = _feed.Horizon;
            while (_feed.TryNext(horizon, out var piece))
            {
                read.Append(Encoding.UTF8.GetString(piece.Lines.Span)).Append(Encoding.UTF8.GetString(piece.Following.Span));
                _feed.Advance(piece.End);
            }
        }
        while (_feed.TryMove());

        return read.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Sends, and reads what came of it: these lines.</summary>
    public void Hears(string sent, params string[] lines)
    {
        Sends($"{sent}\n");
        Assert.That(Reads(), Is.EqualTo(lines), sent);
    }
}
