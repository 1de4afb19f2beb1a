using ChatRoom.Protocol;
using ChatRoom.Server.Fanout.Sending;
using ChatRoom.Server.Rooms;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Fanout.Sending;

/// <summary>
/// Connections that read several rooms and accept a few bytes now and then. A round visits only those that asked for it, so
/// a turn that nobody asks for shows as events that are never sent, or as an end that never comes.
/// </summary>
internal sealed class SlowReaderOfSeveralRoomsTests
{
    private static readonly string[] Names = ["lobby", "attic", "cellar", "garden"];

    private static readonly Gen<(int Act, int Room)[]> Steps =
        (from act in Gen.Choose(0, 13) from room in Gen.Choose(0, 3) select (act, room)).ArrayOf(120);

    private int _number;

    [Test]
    public void Each_room_is_sent_whole_and_in_order_however_slow_the_reader_is_and_whatever_it_does() => Fuzz.Each(
        Steps,
        steps =>
        {
            using var play = new Play();
            Array.ForEach(steps, step => Take(play, step.Act, step.Room));
            play.Settle();
            play.AssertWhole();
            play.End();
            play.Settle();
            Assert.That(play.AreFinished, "the ends are sent");
        },
        times: 1000);

    [Test]
    public void Everything_up_to_the_end_of_a_connection_is_sent_and_then_it_ends() => Fuzz.Each(
        Steps,
        steps =>
        {
            using var play = new Play();
            Array.ForEach(steps, step => Take(play, step.Act, step.Room));
            play.End();
            play.Settle();
            play.AssertWhole();
            Assert.That(play.AreFinished, "the ends are sent");
        },
        times: 1000);

    private void Take(Play play, int act, int room)
    {
        var name = Names[room];
        switch (act)
        {
            case 0:
                play.Member.Sends($"command {++_number} {play.Member.Room} /join {name}\n");
                break;
            case 1:
                play.Member.Sends($"watch {name} now\n");
                break;
            case 2:
                play.Member.Sends($"unwatch {name}\n");
                break;
            case 3:
                play.Watcher.Sends($"watch {(room == 3 ? "*" : name)} now\n");
                break;
            case 4 or 5:
                play.Watcher.Sends($"unwatch {name}\n");
                break;
            case 6 or 7:
                play.Accept(20 << (2 * room));
                break;
            case 8 or 9:
                play.Round();
                break;
            default:
                play.Talkers[room].Sends($"say {++_number} {name} {new string('x', act == 13 ? 1000 : 1)}{_number}\n");
                break;
        }
    }

    /// <summary>The rooms, a member and a watcher that are slow, and people who say things.</summary>
    private sealed class Play : IDisposable
    {
        private readonly RoomList _rooms = TestRooms.Several(new ManualTime(), 4 << 20, most: 5);
        private readonly SlowTransport[] _transports = [new(), new()];
        private readonly Outbound[] _outbounds;
        private readonly RoundQueue _queue;
        private bool _isRequested;

        public Play()
        {
            _queue = new RoundQueue(() => _isRequested = true);
            Talkers = [.. Names.Select(name => RoomClient.Enter(_rooms, $"join {name} {name}"))];
            (Member, Watcher) = (RoomClient.Connect(_rooms), RoomClient.Connect(_rooms));
            _outbounds = [Connect(Member, _transports[0]), Connect(Watcher, _transports[1])];
            Member.Sends("join lobby m\n");
            Watcher.Sends("watch lobby now\n");
        }

        public RoomClient[] Talkers { get; }

        public RoomClient Member { get; }

        public RoomClient Watcher { get; }

        public bool AreFinished => Array.TrueForAll(_outbounds, outbound => outbound.Finished.IsCompleted);

        public void Accept(int bytes) => Array.ForEach(_transports, transport => transport.Accepts(bytes));

        /// <summary>One round of the server.</summary>
        public void Round()
        {
            _isRequested = false;
            _queue.BeginRound();
            Array.ForEach(_rooms.All(), room => room.Commit());
            var outbounds = _queue.Take();
            outbounds.FindAll(outbound => outbound.TakeTurn()).ForEach(outbound => outbound.Push());
            outbounds.Clear();
        }

        /// <summary>Both accept everything from now on, and the server does what it was asked for.</summary>
        public void Settle()
        {
            Accept(100 << 20);
            Round();
            for (var rounds = 0; _isRequested; rounds++)
            {
                Assert.That(rounds, Is.LessThan(1000), "the rounds come to an end");
                Round();
            }
        }

        public void Dispose() => Array.ForEach(_transports, transport => transport.Dispose());

        public void End()
        {
            Watcher.Leaves();
            Member.Leaves();
        }

        /// <summary>In each room the events follow each other without a hole, from each beginning up to the end of that watch or stay.</summary>
        public void AssertWhole()
        {
            var logs = _rooms.All().ToDictionary(room => room.ToString(), room => RoomReader.Watch(room, Since.All).Reads().Where(IsEvent).ToArray());
            Array.ForEach(_transports, transport => AssertWhole(logs, transport.Heard.Split('\n')));
        }

        private static void AssertWhole(Dictionary<string, string[]> logs, string[] heard)
        {
            var next = new Dictionary<string, int>();
            foreach (var line in heard)
            {
                switch (line.Split(' '))
                {
                    case ["watching", var room, _, _, var id]:
                        next[room] = int.Parse(id);
                        break;
                    case ["welcome", var room, "m", var id, ..]:
                        next[room] = int.Parse(id) + 1;
                        break;
                    case ["unwatched", var room]:
                        Assert.That(next.Remove(room));
                        break;
                    case [_, _, _, var room, ..] when IsEvent(line):
                        Assert.That(line, Is.EqualTo(logs[room][next[room] - 1]));
                        next[room]++;
                        break;
                    default:
                        break;
                }
            }

            var open = next.Where(room => room.Value <= logs[room.Key].Length);
            Assert.That(open.All(room => logs[room.Key][room.Value - 1].EndsWith(" m", StringComparison.Ordinal)), "everything is read, up to the member's own leave");
        }

        private static bool IsEvent(string line) => line.Split(' ')[0] is "join" or "leave" or "message";

        private LineOutbound Connect(RoomClient client, SlowTransport transport)
        {
            var outbound = new LineOutbound(transport, client.Feed, _queue, RunningServer.Options);
            outbound.Begin();
            return outbound;
        }
    }
}
