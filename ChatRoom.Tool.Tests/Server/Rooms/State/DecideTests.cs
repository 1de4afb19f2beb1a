using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Log.Records;
using ChatRoom.Server.Log.State;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Rooms.State;
using ChatRoom.Tests.Server.Log.State;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Rooms.State;

/// <summary>
/// Random acts are decided twice: by a state that lives on, and by one that was made from the records, or from a segment's head, just
/// before. Both give the same records, and the same state after them.
/// </summary>
internal sealed class DecideTests
{
    private static readonly TimeSpan Retention = TimeSpan.FromMilliseconds(300);

    private static readonly Bans NoBans = new(new ManualTime());

    private static readonly Nickname[] Names = [.. new[] { "alice", "a1ice", "bob", "bob_2", "Server", "zoe" }.Select(Nickname.MakeAcceptable)];

    private static readonly Gen<(int What, int Who, Nickname Name, int Session, bool[] Flags, int Time)[]> Histories =
        (from what in Gen.Choose(0, 11)
         from who in Gen.Choose(0, 20)
         from name in Gen.Elements(Names)
         from session in Gen.Choose(0, 4)
         from flags in Samples.Bool.ArrayOf(4)
         from time in Gen.Choose(0, 60)
         select (What: what, Who: who, Name: name, Session: session, Flags: flags, Time: time)).ArrayOf(40);

    [Test]
    public void A_state_that_was_made_from_the_records_decides_like_the_one_that_lived_on() =>
        Fuzz.Each(
            Histories,
            history =>
            {
                var lives = NewState();
                var (records, identity) = (new List<byte>(), lives.Identity);
                var now = 1000L;
                foreach (var step in history)
                {
                    now += step.Time;
                    var again = Replay(Head(NewState(), identity), records.ToArray());
                    var fromHead = Replay(SegmentHead.Of(lives, now).Bytes, []);
                    Assert.That(StateText.Of(again), Is.EqualTo(StateText.Of(lives)));
                    Assert.That(StateText.Of(fromHead), Is.EqualTo(StateText.Of(lives)));

                    var decided = Encode(lives, DecideStep(lives, step, now), now);
                    Assert.That(Encode(again, DecideStep(again, step, now), now).Bytes.ToArray(), Is.EqualTo(decided.Bytes.ToArray()));
                    Assert.That(Encode(fromHead, DecideStep(fromHead, step, now), now).Bytes.ToArray(), Is.EqualTo(decided.Bytes.ToArray()));
                    if (!decided.IsEmpty)
                    {
                        records.AddRange(decided.Bytes);
                        lives.Apply(decided);
                    }

                    CheckSound(lives);
                }
            });

    [Test]
    public void A_decision_changes_nothing() =>
        Fuzz.Each(
            Histories,
            history =>
            {
                var state = NewState();
                foreach (var step in history)
                {
                    var before = StateText.Of(state);
                    var decided = Encode(state, DecideStep(state, step, step.Time), step.Time);
                    Assert.That(StateText.Of(state), Is.EqualTo(before));
                    if (!decided.IsEmpty)
                    {
                        state.Apply(decided);
                    }
                }
            });

    private static RoomState NewState() => RoomState.InMemory(Names[0]);

    private static byte[] Head(RoomState state, string identity)
    {
        var head = new RecordBatch();
        head.AddHeader(new ServerLine { Code = Encoding.ASCII.GetBytes(identity), Room = state.Room.Bytes, Id = 1, Time = 1 }, more: 0);
        return head.Bytes.ToArray();
    }

    private static RoomState Replay(ReadOnlySpan<byte> head, ReadOnlySpan<byte> records)
    {
        var state = new RoomState(Names[0]);
        state.BeginSegment(firstId: 1, hasSoundHead: true);
        foreach (var line in Encoding.UTF8.GetString([.. head, .. records]).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.That(state.TryApply(Encoding.UTF8.GetBytes(line), out _), line);
        }

        return state;
    }

    /// <summary>The records of one step. The connection that acts is one of the last 21 that came.</summary>
    private static RoomRecord[] DecideStep(RoomState state, (int What, int Who, Nickname Name, int Session, bool[] Flags, int Time) step, long now)
    {
        var moment = new Moment(now, now);
        SessionId? session = step.Session == 0 ? null : SessionId.TryParse(Encoding.ASCII.GetBytes($"{step.Session:d16}"), out var id) ? id : null;
        var seat = state.Seats.All.ElementAtOrDefault(step.Who % 5);
        var (name, holder, isMember) = (seat?.Name ?? step.Name, seat?.Holder ?? step.Who + 1, seat is not null);
        var stamp = new Stamp { Session = seat is null ? session : seat.Session?.Id, Number = step.Time + (step.Who * 10), Refused = [new NumberRange(step.Who, step.Who + 3)] };
        var who = new Speaker(holder, name, isMember, IsBot: false, Mute: null, stamp);
        _ = ChatText.TryParse("hello"u8, new byte[Limits.FilterScratch], out var text);
        return step.What switch
        {
            < 4 => EnterStep(state, step, session, moment),
            < 6 => Decide.Leave(state, who, step.Flags[0] ? "kicked" : "", step.Flags[1]).Records,
            6 => Decide.Say(state, who) is null ? [RoomRecord.Of(ServerLineKind.Message, name, false, text.Bytes.ToArray(), stamp)] : [],
            7 => Decide.Publish(state, who, step.Flags[0] ? ServerLineKind.Topic : ServerLineKind.Action, text.Bytes.ToArray()).Records,
            8 or 9 => Decide.Rename(state, NoBans, who, step.Name, moment).Records,
            10 => Decide.Whisper(state, who, step.Name).Records,
            _ => state.HasEarlierHolders && step.Flags[0] ? [RoomRecord.Start()] : [],
        };
    }

    private static RoomRecord[] EnterStep(RoomState state, (int What, int Who, Nickname Name, int Session, bool[] Flags, int Time) step, SessionId? session, Moment now)
    {
        var isResumed = session is not null && step.Flags[3];
        var act = new EnterAct(now.Wall + 1, step.Name, step.Flags[0], step.Flags[1], step.Flags[2], session, isResumed, step.Time, [new NumberRange(step.Time, step.Time)]);
        return Decide.Enter(state, NoBans, act, Retention, now).Records;
    }

    private static RecordBatch Encode(RoomState state, RoomRecord[] records, long now)
    {
        var (batch, id) = (new RecordBatch(), state.LastId);
        foreach (var record in records)
        {
            switch (record.Kind)
            {
                case LogRecordKind.Event:
                    var line = record.ToLine(state.Room.Bytes, now);
                    line.Id = ++id;
                    batch.AddEvent(line, record.Stamp);
                    break;
                case LogRecordKind.Mark:
                    batch.AddMark(record.Stamp, now, record.Name);
                    break;
                default:
                    batch.AddForget(record.Before, now);
                    break;
            }
        }

        return batch;
    }

    /// <summary>Seats and sessions agree, and no two names look alike.</summary>
    private static void CheckSound(RoomState state)
    {
        Assert.That(state.Seats.All.Select(seat => seat.Name).Distinct(LookAlike.Comparer).Count(), Is.EqualTo(state.Seats.Count));
        foreach (var seat in state.Seats.All)
        {
            Assert.That(seat.Session is null || (seat.Session.Seat == seat && seat.Session.Holder == seat.Holder), $"{seat.Name}");
            Assert.That(state.Seats.TryFind(seat.Name, out var found) && found == seat);
        }

        foreach (var session in state.Sessions.All)
        {
            Assert.That(session.Seat is null || state.Seats.All.Contains(session.Seat), $"{session.Id}");
            Assert.That(state.Sessions.Find(session.Id), Is.SameAs(session));
        }
    }
}
