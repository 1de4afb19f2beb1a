using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;
using ChatRoom.Tests.Support.Values;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol;

internal sealed class SinceTests
{
    [TestCase("now", SinceKind.Now, 0)]
    [TestCase("all", SinceKind.All, 0)]
    [TestCase("after=0", SinceKind.After, 0)]
    [TestCase("after=9223372036854775807", SinceKind.After, long.MaxValue)]
    [TestCase("age=0", SinceKind.Age, 0)]
    [TestCase("last=20", SinceKind.Last, 20)]
    [TestCase("age=3600000", SinceKind.Age, 3_600_000)]
    public void Each_kind_is_read_and_written(string word, SinceKind kind, long value)
    {
        Assert.That(Since.TryParse(Encoding.UTF8.GetBytes(word), out var since));
        Assert.That((since.Kind, since.Value), Is.EqualTo((kind, value)));
        Assert.That(Write(since), Is.EqualTo($" {word}"));
    }

    [Test]
    public void Other_words_are_refused(
        [Values("", "Now", "ALL", "all=", "now=1", "after", "after=", "after=-1", "after=+1", "after=x", "after=1x", "after= 1", "after=9223372036854775808", "age", "age=", "age=1h", "age=-1", "=1", "Age=1", "after=1=1")] string word) =>
        Assert.That(Since.TryParse(Encoding.UTF8.GetBytes(word), out _), Is.False);

    [Test]
    public void No_input_makes_it_throw() =>
        Fuzz.Each(
            from head in Gen.Elements("after=", "age=", "")
            from bytes in Samples.Bytes
            select (byte[])[.. Encoding.ASCII.GetBytes(head), .. bytes],
            bytes => Assert.DoesNotThrow(() => Since.TryParse(bytes, out _)),
            times: 500);

    private static string Write(Since since)
    {
        var buffer = new byte[64];
        var line = new LineBuilder(buffer);
        since.Write(ref line);
        return Encoding.UTF8.GetString(buffer, 0, line.Length);
    }
}
