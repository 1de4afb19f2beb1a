using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Rooms;
using ChatRoom.Tests.Support;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Rooms;

internal sealed class SayingsTests
{
    [Test]
    public void Texts_come_out_as_they_went_in() =>
        Fuzz.Each(
            (from number in Some.Long from text in Some.Bytes select (number, text)).ArrayOf(),
            said =>
            {
                var sayings = new Sayings();
                for (var again = 0; again < 2; again++)
                {
                    foreach (var (number, text) in said)
                    {
                        sayings.Add(number, text);
                    }

                    Assert.That(sayings.Count, Is.EqualTo(said.Length));
                    Assert.That(Read(sayings), Is.EqualTo(said));
                    sayings.Clear();
                    Assert.That(sayings.IsEmpty);
                    Assert.That(Read(sayings), Is.Empty);
                }
            });

    [Test]
    public void Long_texts_find_room()
    {
        var sayings = new Sayings();
        var text = Encoding.ASCII.GetBytes(new string('x', Limits.MaxText));
        for (var i = 0; i < 100; i++)
        {
            sayings.Add(i, text);
        }

        Assert.That(Read(sayings).Select(saying => saying.Number), Is.EqualTo(Enumerable.Range(0, 100)));
        Assert.That(Read(sayings).Select(saying => saying.Text), Is.All.EqualTo(text));
        sayings.Clear();
    }

    private static List<(long Number, byte[] Text)> Read(Sayings sayings)
    {
        var read = new List<(long, byte[])>();
        foreach (var saying in sayings)
        {
            read.Add((saying.Number, saying.Text.ToArray()));
        }

        return read;
    }
}
