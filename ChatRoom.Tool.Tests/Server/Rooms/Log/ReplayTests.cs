using System.Runtime.Versioning;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Log;
using ChatRoom.Server.Log.Segments;
using ChatRoom.Server.Log.State;
using ChatRoom.Server.Rooms;
using ChatRoom.Tests.Server.Log.State;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Rooms.Log;

/// <summary>
/// Random histories of a room on disk: joins, leaves, renames, sessions that go on, refusals, restarts and damage. The state after a
/// replay of the files is that of the room that wrote them.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ReplayTests
{
    private const string LongText = "a segment is full after some of these ";

    private static readonly string[] Names = ["alice", "bob", "carol", "b0b"];

    private static readonly Gen<(int What, int Who, string Name, int Session, bool[] Flags)> Steps =
        from what in Gen.Choose(0, 15)
        from who in Gen.Choose(0, 9)
        from name in Gen.Elements(Names)
        from session in Gen.Choose(0, 3)
        from flags in Samples.Bool.ArrayOf(4)
        select (What: what, Who: who, Name: name, Session: session, Flags: flags);

    [Test]
    public void The_state_after_a_replay_is_that_of_the_running_server() =>
        Fuzz.Each(
            Steps.ArrayOf(60),
            steps =>
            {
                using var history = new History();
                foreach (var step in steps)
                {
                    history.Do(step);
                    history.Check();
                }
            },
            times: 60);

    [Test]
    public void A_damaged_line_changes_the_state_as_if_it_was_never_written() =>
        Fuzz.Each(
            Steps.ArrayOf(40).Zip(Samples.Number(0, 1_000_000)),
            one =>
            {
                using var history = new History();
                Array.ForEach(one.Item1, history.Do);
                history.CheckDamage(one.Item2);
            },
            times: 60);

    /// <summary>A room on disk, and the connections that are in it.</summary>
    private sealed class History : IDisposable
    {
        private readonly ScratchDirectory _folder = new();
        private readonly ManualTime _time = new();
        private readonly List<RoomReader> _readers = [];
        private RoomStores _stores = null!;
        private Room _room = null!;
        private long _number;

        public History() => Open();

        private RoomState State => _stores.Find(Lobby)!.State;

        private static Nickname Lobby => Nickname.MakeAcceptable("lobby");

        private string Folder => _folder["log"];

        public void Do((int What, int Who, string Name, int Session, bool[] Flags) step)
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            var reader = _readers.ElementAtOrDefault(step.Who);
            switch (step.What)
            {
                case < 5:
                    Enter(step.Name, step.Session, step.Flags);
                    break;
                case 5:
                    Restart();
                    break;
                case < 8 when reader is not null:
                    reader.Member.EndsSession = step.Flags[0];
                    reader.Leaves();
                    _readers.Remove(reader);
                    break;
                case 8 when reader is not null:
                    _room.Refuse(reader.Reader, Refusal.TooLong, ++_number);
                    break;
                case 9 when reader is not null:
                    _room.Acknowledge(reader.Member, ++_number);
                    break;
                case 10 when reader is { Member.IsPresent: true }:
                    reader.Member.LineNumber = ++_number;
                    reader.Types($"/nick {step.Name}");
                    break;
                case 11 when reader is { Member.IsPresent: true }:
                    reader.Member.LineNumber = ++_number;
                    reader.Types(step.Flags[0] ? "/topic -" : $"/topic {step.Name}");
                    break;
                case 12 when reader is { Member.IsPresent: true }:
                    reader.Member.LineNumber = ++_number;
                    reader.Types($"/msg {step.Name} psst");
                    break;
                case > 12 when reader is not null:
                    var text = step.Flags[0] ? string.Concat(Enumerable.Repeat(LongText, 100)) : step.Name;
                    reader.Says(_number + 1, text, "and");
                    _number += 2;
                    break;
                default:
                    break;
            }
        }

        public void Check()
        {
            // Without a file there is no log yet, and each state makes up an identity.
            if (Directory.Exists(Path.Combine(Folder, "room-lobby")))
            {
                Assert.That(StateText.Of(Recover([])), Is.EqualTo(StateText.Of(State)));
            }
        }

        /// <summary>Damages one line, and compares with files that never had it.</summary>
        public void CheckDamage(int which)
        {
            _stores.Dispose();
            if (!Directory.Exists(Path.Combine(Folder, "room-lobby")))
            {
                Open();
                return;
            }

            var files = Directory.GetFiles(Path.Combine(Folder, "room-lobby")).Order(StringComparer.Ordinal).ToArray();
            var lines = File.ReadAllText(files[^1], Encoding.UTF8).Split('\n', StringSplitOptions.RemoveEmptyEntries);

            // The head and the end have rules of their own, which other tests show.
            var head = 1 + (lines[0].Split(' ')[1].Split('+') is [_, var more] ? int.Parse(more, System.Globalization.CultureInfo.InvariantCulture) : 0);
            var damaged = head + (which % Math.Max(1, lines.Length - head));
            var isEventAfter = lines.Skip(damaged + 3).Any(line => line.Split(' ')[2] is not ("mark" or "forget"));
            if (!isEventAfter)
            {
                Open();
                return;
            }

            File.WriteAllText(files[^1], string.Join('\n', lines.Where((_, index) => index != damaged)) + "\n");
            var without = StateText.Of(Recover([]));
            lines[damaged] = lines[damaged][..9] + "x" + lines[damaged][10..];
            File.WriteAllText(files[^1], string.Join('\n', lines) + "\n");
            List<string> reports = [];
            Assert.That(StateText.Of(Recover(reports)), Is.EqualTo(without));
            Assert.That(reports, Is.Not.Empty);
            Open();
        }

        public void Dispose()
        {
            _stores.Dispose();
            _folder.Dispose();
        }

        private void Open()
        {
            Assert.That(RoomStores.TryOpen(Folder, new LogPolicy(new StoreOptions { SegmentBytes = 1 }, SyncsAlways: false, _ => { }, () => { }, UnmeasuredDisk.Times), out var stores, out var whyNot), whyNot);
            _stores = stores!;
            _room = TestRooms.Several(_time, 1 << 20, most: 10, roomStores: stores).Lobby;
        }

        private void Restart()
        {
            _stores.Dispose();
            _readers.Clear();
            Open();
        }

        private void Enter(string name, int session, bool[] flags)
        {
            SessionId? id = session > 0 && SessionId.TryParse(Encoding.ASCII.GetBytes($"{session:d16}"), out var parsed) ? parsed : null;
            if (RoomReader.TryEnter(_room, name, id, isMember: flags[0], isBot: flags[1], isNumbered: flags[2], isResumed: flags[3] && id is not null) is { } reader)
            {
                _readers.RemoveAll(other => other.Member.IsClosed);
                _readers.Add(reader);
            }
        }

        private RoomState Recover(List<string> reports)
        {
            var folder = new RoomDirectory(Folder, Lobby);
            var recovery = new RoomRecovery(folder, new DamageReports(folder.Path, reports.Add));
            recovery.Run();
            return recovery.State;
        }
    }
}
