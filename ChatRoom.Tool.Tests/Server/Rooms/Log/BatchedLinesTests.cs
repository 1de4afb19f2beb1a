using System.Globalization;
using ChatRoom.Server.Rooms;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Rooms.Log;

internal sealed class BatchedLinesTests
{
    private readonly Room _room = TestRooms.Lobby(new ManualTime(), 1 << 20);

    [Test]
    public void Texts_that_are_said_together_are_messages_like_others()
    {
        var (alice, bob) = (RoomReader.JoinAndRead(_room, "alice"), RoomReader.JoinAndRead(_room, "bob"));
        alice.Reads();
        Assert.That(alice.SaysTogether("one", "", "/three"), Is.Null);
        Assert.That(alice.Member.LastEventId, Is.EqualTo(5), "the id of the last");
        Assert.That(alice.Reads(), Is.EqualTo(["alice: one", "alice: ", "alice: /three"]));
        Assert.That(bob.Reads(), Has.Length.EqualTo(3));
    }

    [Test]
    public void Nothing_that_others_say_comes_between_texts_that_are_said_together()
    {
        const int Groups = 500;
        string[] group = ["0", "1", "2", "3", "4"];
        var reader = RoomReader.JoinAndRead(_room, "reader", TestDialects.Typed);
        var talkers = Enumerable.Range(0, 4).Select(i => RoomReader.Join(_room, $"t{i}")).ToArray();
        reader.Reads();
        for (var i = 0; i < Groups; i++)
        {
            Array.ForEach(talkers, talker => talker.SaysTogether(group));
        }

        var said = reader.Reads().Select(line => line.Split(' ')).ToArray();
        Assert.That(said, Has.Length.EqualTo(talkers.Length * Groups * group.Length));
        for (var i = 0; i < said.Length; i++)
        {
            Assert.That(said[i][5], Is.EqualTo((i % 5).ToString(CultureInfo.InvariantCulture)));
            Assert.That(said[i][4], Is.EqualTo(said[i - (i % 5)][4]));
        }
    }
}
