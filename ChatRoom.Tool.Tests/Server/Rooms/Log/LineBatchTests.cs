using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Tests.Support.Values;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Rooms.Log;

internal sealed class LineBatchTests
{
    [Test]
    public void Texts_come_out_as_they_went_in() =>
        Fuzz.Each(
            (from number in Samples.Long from text in Samples.Bytes select (number, text)).ArrayOf(),
            said =>
            {
                var lineBatch = new LineBatch();
                for (var again = 0; again < 2; again++)
                {
                    foreach (var (number, text) in said)
                    {
                        lineBatch.Add(number, text);
                    }

                    Assert.That(lineBatch.Count, Is.EqualTo(said.Length));
                    Assert.That(Read(lineBatch), Is.EqualTo(said));
                    lineBatch.Clear();
                    Assert.That(lineBatch.IsEmpty);
                    Assert.That(Read(lineBatch), Is.Empty);
                }
            });

    [Test]
    public void Long_texts_fit()
    {
        var lineBatch = new LineBatch();
        var text = Encoding.ASCII.GetBytes(new string('x', Limits.MaxText));
        for (var i = 0; i < 100; i++)
        {
            lineBatch.Add(i, text);
        }

        Assert.That(Read(lineBatch).Select(line => line.Number), Is.EqualTo(Enumerable.Range(0, 100)));
        Assert.That(Read(lineBatch).Select(line => line.Text), Is.All.EqualTo(text));
        lineBatch.Clear();
    }

    [Test]
    public void The_first_and_the_last_number_are_known()
    {
        var lineBatch = new LineBatch();
        foreach (var number in new[] { 5, 6, 9 })
        {
            lineBatch.Add(number, "x"u8);
        }

        Assert.That(lineBatch.Numbers, Is.EqualTo((5, 9)));
        lineBatch.Clear();
        lineBatch.Add(12, "x"u8);
        Assert.That(lineBatch.Numbers, Is.EqualTo((12, 12)));
    }

    [Test]
    public void Texts_without_numbers_are_counted()
    {
        var lineBatch = new LineBatch();
        lineBatch.Add(0, "x"u8);
        lineBatch.Add(0, "x"u8);
        Assert.That(lineBatch.Numbers, Is.EqualTo((1, 2)));
    }

    private static List<(long Number, byte[] Text)> Read(LineBatch lineBatch)
    {
        var read = new List<(long, byte[])>();
        foreach (var saidLine in lineBatch)
        {
            read.Add((saidLine.Number, saidLine.Text.ToArray()));
        }

        return read;
    }
}
