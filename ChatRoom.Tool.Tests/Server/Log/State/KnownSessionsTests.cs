using System.Globalization;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Log.Records;
using ChatRoom.Server.Log.State;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Log.State;

/// <summary>The sessions of a room, as its records change them.</summary>
internal sealed class KnownSessionsTests
{
    private readonly RoomState _state = RoomState.InMemory(Nickname.MakeAcceptable("lobby"));

    [Test]
    public void A_session_is_held_by_its_newest_connection_until_that_lets_it_go()
    {
        Mark(1, holder: 7);
        Mark(1, holder: 8);
        Assert.That(Find(1)?.Holder, Is.EqualTo(8));
        Mark(1, holder: 0, time: 5);
        Assert.That((Find(1)?.Holder, Find(1)?.LastUsed), Is.EqualTo((0, 5)));
    }

    [Test]
    public void A_session_that_is_over_is_forgotten_at_once()
    {
        Mark(1, holder: 7);
        Mark(1, isOver: true);
        Assert.That(Find(1), Is.Null);
        Assert.That(_state.Sessions.All, Is.Empty);
    }

    [Test]
    public void Sessions_without_a_holder_are_forgotten_when_they_are_too_old()
    {
        Mark(1, holder: 7, time: 1);
        Mark(2, time: 9);
        Mark(3, time: 10);
        Apply(batch => batch.AddForget(before: 10, time: 20));
        Assert.That(_state.Sessions.All.Select(session => session.Id), Is.EqualTo([Id(3), Id(1)]));
    }

    [Test]
    public void If_there_are_too_many_the_longest_unused_session_is_forgotten()
    {
        Mark(0, holder: 1);
        Mark(1, holder: 2);
        Mark(2, holder: 3);
        Mark(2, holder: 0);
        Mark(1, holder: 0);
        for (var i = 3; i <= KnownSessions.Max; i++)
        {
            Mark(i);
        }

        Assert.That((Find(2), Find(1)?.Id, Find(0)?.Holder, _state.Sessions.Count), Is.EqualTo(((KnownSession?)null, Id(1), 1, KnownSessions.Max)));
    }

    [Test]
    public void The_next_run_of_the_server_lets_all_sessions_go()
    {
        Mark(1, holder: 7);
        Apply(batch => batch.AddEvent(new ServerLine { Kind = ServerLineKind.Start, Id = 1, Time = 50, Room = "lobby"u8, Name = "server"u8 }, default));
        Assert.That((Find(1)?.Holder, Find(1)?.LastUsed, _state.HasEarlierHolders), Is.EqualTo((0, 50, false)));
    }

    private static SessionId Id(int number) =>
        SessionId.TryParse(Encoding.ASCII.GetBytes(number.ToString("d16", CultureInfo.InvariantCulture)), out var id) ? id : throw new ArgumentException($"{number}");

    private KnownSession? Find(int number) => _state.Sessions.Find(Id(number));

    private void Mark(int number, long? holder = null, bool isOver = false, long time = 1) =>
        Apply(batch => batch.AddMark(new Stamp { Session = Id(number), Number = 1, Holder = holder, IsOver = isOver }, time));

    private void Apply(Action<RecordBatch> add)
    {
        var batch = new RecordBatch();
        add(batch);
        _state.Apply(batch);
    }
}
