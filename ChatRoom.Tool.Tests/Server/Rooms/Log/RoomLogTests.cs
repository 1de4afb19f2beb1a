using ChatRoom.Protocol;
using ChatRoom.Server.Dialects;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Log.State;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.State;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Rooms.Log;

internal sealed class RoomLogTests
{
    private readonly ManualTime _time = new();
    private readonly RoomState _state = RoomState.InMemory(Nickname.MakeAcceptable("lobby"));
    private readonly RoomLog _log;

    public RoomLogTests() => _log = new RoomLog(_time, _state, 1 << 20, _ => { }, journal: null, shared: null);

    [Test]
    public void Events_are_numbered_from_one_without_holes()
    {
        Assert.That(_log.LastId, Is.Zero);
        Assert.That(new[] { Append().Id, Append().Id, Append().Id }, Is.EqualTo([1, 2, 3]));
        Assert.That(_log.LastId, Is.EqualTo(3));
    }

    [Test]
    public void Events_have_the_time_of_the_clock()
    {
        Assert.That(Append().Time, Is.EqualTo(_time.GetUtcNow().ToUnixTimeMilliseconds()));
        _time.Advance(TimeSpan.FromMilliseconds(1500));
        Assert.That(Append().Time, Is.EqualTo(_time.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    [Test]
    public void Times_stand_still_while_a_clock_that_went_back_a_little_catches_up()
    {
        var before = Append().Time;
        _time.SetClock(TimeSpan.FromMilliseconds(-RoomLog.MaxHold));
        Assert.That(Append().Time, Is.EqualTo(before));
        Assert.That(_log.Now(), Is.EqualTo(before));
        _time.Advance(TimeSpan.FromMilliseconds(RoomLog.MaxHold + 1));
        Assert.That(Append().Time, Is.EqualTo(before + 1));
    }

    [Test]
    public void Times_follow_a_clock_that_went_back_by_more()
    {
        var before = Append().Time;
        _time.SetClock(TimeSpan.FromMilliseconds(-RoomLog.MaxHold - 1));
        Assert.That(Append().Time, Is.EqualTo(before - RoomLog.MaxHold - 1));
    }

    [Test]
    public void Each_dialect_is_encoded_once_for_all_its_readers()
    {
        var (first, second, other) = (_log.Open(TestDialects.Line), _log.Open(TestDialects.Line), _log.Open(TestDialects.Typed));
        Assert.That(second, Is.SameAs(first));
        Assert.That(other, Is.Not.SameAs(first));
    }

    [Test]
    public void A_dialect_without_readers_is_not_encoded()
    {
        var (first, second) = (AddReader(TestDialects.Line), AddReader(TestDialects.Line));
        Remove(first);
        Append();
        Assert.That(first.Log.Head.NextId, Is.EqualTo(2), "there is one reader left");

        Remove(second);
        Append();
        Assert.That(first.Log.Head.NextId, Is.EqualTo(2), "there is none left");
    }

    [Test]
    public void A_dialect_is_encoded_from_its_first_reader_on()
    {
        Append();
        Append();
        var log = AddReader(TestDialects.Tutorial).Log;
        Assert.That(log.Oldest.NextId, Is.EqualTo(3));
        Append();
        Assert.That(log.Head.NextId, Is.EqualTo(4));
    }

    [Test]
    public void Each_event_queues_the_readers_of_the_room_and_nobody_else()
    {
        var (first, second, left) = (AddReader(TestDialects.Line), AddReader(TestDialects.Typed), AddReader(TestDialects.Line));
        Remove(left);
        var turns = new[] { first, second, left }.Select(reader => new Turns(reader.Mailbox.Feed!)).ToArray();
        Append();
        Append();
        Assert.That(turns.Select(one => one.Take()), Is.EqualTo([1, 1, 0]));
        Append();
        Assert.That(turns.Select(one => one.Take()), Is.EqualTo([1, 1, 0]));
        Assert.That(turns.Select(one => one.Take()), Is.EqualTo([0, 0, 0]));
    }

    private Reader AddReader(SessionDialect dialect)
    {
        var mailbox = new Mailbox(dialect);
        _ = new Feed(mailbox);
        var log = _log.Open(dialect);
        var reader = new Reader([], mailbox, log, log.AppendedHead);
        _log.AddReader(reader);
        return reader;
    }

    private void Remove(Reader reader)
    {
        reader.EndHere();
        _log.RemoveReader(reader);
    }

    private (long Id, long Time) Append()
    {
        Assert.That(ChatText.TryParse("hi"u8, new byte[Limits.MaxText], out var text));
        Assert.That(_log.TryAppend(RoomRecord.Of(ServerLineKind.Action, Nickname.MakeAcceptable("a"), isBot: false, text.Bytes.ToArray(), default)), Is.Null);
        return (_log.LastId, _state.LastTime);
    }
}
