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

    [Test]
    public void The_first_and_the_last_number_are_known()
    {
        var sayings = new Sayings();
        foreach (var number in new[] { 5, 6, 9 })
        {
            sayings.Add(number, "x"u8);
        }

        Assert.That(sayings.Numbers, Is.EqualTo((5, 9)));
        sayings.Clear();
        sayings.Add(12, "x"u8);
        Assert.That(sayings.Numbers, Is.EqualTo((12, 12)));
    }

    [Test]
    public void Texts_without_numbers_are_counted()
    {
        var sayings = new Sayings();
        sayings.Add(0, "x"u8);
        sayings.Add(0, "x"u8);
        Assert.That(sayings.Numbers, Is.EqualTo((1, 2)));
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
