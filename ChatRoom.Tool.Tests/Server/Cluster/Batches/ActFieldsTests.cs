using ChatRoom.Protocol;
using ChatRoom.Server.Cluster.Batches;
using ChatRoom.Tests.Support.Values;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Cluster.Batches;

internal sealed class ActFieldsTests
{
    private static readonly Gen<long> Numbers = from number in Samples.Long from isNegative in Samples.Bool select isNegative ? ~number : number;

    private static readonly Gen<(long[] Numbers, byte[] Bytes, string Name, bool Flag)> Fields =
        from numbers in Numbers.ArrayOf(4)
        from bytes in Samples.Bytes
        from name in Samples.Name
        from flag in Samples.Bool
        select (numbers, bytes, name, flag);

    [Test]
    public void Fields_that_were_written_are_read_as_the_same() =>
        Fuzz.Each(Fields, fields =>
        {
            var name = Nickname.MakeAcceptable(fields.Name);
            _ = SessionId.TryParse("0123456789abcdef"u8, out var session);
            var from = new ActReader(Write(fields, name, session));

            Assert.That(from.Varint(), Is.EqualTo((ulong)fields.Numbers[0]));
            Assert.That(from.Number(), Is.EqualTo(fields.Numbers[1]));
            Assert.That(from.Fixed(), Is.EqualTo((ulong)fields.Numbers[2]));
            Assert.That(from.Bytes().ToArray(), Is.EqualTo(fields.Bytes));
            Assert.That(from.Name()!.ToString(), Is.EqualTo(name.ToString()));
            Assert.That(from.Name(), Is.Null);
            Assert.That(from.Session(), Is.EqualTo(session));
            Assert.That(from.Session(), Is.Null);
            Assert.That(from.IsSound && !from.IsComplete);
            Assert.That(from.Flag(), Is.EqualTo(fields.Flag));
            Assert.That(from.Ascii(32), Is.EqualTo(name.ToString()));
            Assert.That(from.Count(), Is.EqualTo(3));
            Assert.That(from.Left, Is.EqualTo(3));
            Assert.That(from.Byte() + from.Byte() + from.UpTo(9), Is.EqualTo(1 + 2 + 9));
            Assert.That(from.IsComplete);
        });

    [Test]
    public void Fields_that_were_cut_off_are_not_complete_and_later_ones_are_empty() =>
        Fuzz.Each(
            from fields in Fields from cut in Gen.Choose(1, 1000) select (Fields: fields, Cut: cut),
            test =>
            {
                _ = SessionId.TryParse("0123456789abcdef"u8, out var session);
                var written = Write(test.Fields, Nickname.MakeAcceptable(test.Fields.Name), session);
                ReadAll(written.AsSpan(0, written.Length - 1 - (test.Cut % written.Length)), isSound: false);
            });

    [Test]
    public void Any_bytes_may_be_read() => Fuzz.Each(Samples.Bytes, bytes => ReadAll(bytes, isSound: null), times: 1000);

    [TestCase(new byte[] { 0x80 }, TestName = "A_varint_that_ends_too_early_is_damaged")]
    [TestCase(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, 255, 2 }, TestName = "A_varint_of_more_than_64_bits_is_damaged")]
    [TestCase(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0 }, TestName = "A_varint_of_more_than_ten_bytes_is_damaged")]
    public void A_varint(byte[] bytes)
    {
        var from = new ActReader(bytes);

        Assert.That(from.Varint(), Is.Zero);
        Assert.That(from.IsSound, Is.False);
    }

    [Test]
    public void A_count_of_more_than_the_bytes_that_are_left_is_damaged()
    {
        var from = new ActReader([3, 1, 2]);

        Assert.That(from.Count(), Is.Zero);
        Assert.That(from.IsSound, Is.False);
    }

    [Test]
    public void A_flag_other_than_0_and_1_a_name_with_a_space_and_a_long_text_are_damaged()
    {
        var flag = new ActReader([2]);
        var name = new ActReader([3, (byte)'a', (byte)' ', (byte)'b']);
        var text = new ActReader([3, (byte)'a', (byte)'b', (byte)'c']);

        Assert.That(flag.Flag() || flag.IsSound, Is.False);
        Assert.That(name.Name(), Is.Null);
        Assert.That(name.IsSound, Is.False);
        Assert.That(text.Ascii(2), Is.Empty);
        Assert.That(text.IsSound, Is.False);
    }

    private static byte[] Write((long[] Numbers, byte[] Bytes, string Name, bool Flag) fields, Nickname name, SessionId session)
    {
        var to = new ActWriter();
        to.Varint((ulong)fields.Numbers[0]);
        to.Number(fields.Numbers[1]);
        to.Fixed((ulong)fields.Numbers[2]);
        to.Bytes(fields.Bytes);
        to.Name(name);
        to.Name(null);
        to.Session(session);
        to.Session(null);
        to.Flag(fields.Flag);
        to.Ascii(name.ToString());
        to.Varint(3);
        to.Raw([1, 2, 9]);
        return to.Written.ToArray();
    }

    private static void ReadAll(ReadOnlySpan<byte> bytes, bool? isSound)
    {
        var from = new ActReader(bytes);
        _ = from.Varint();
        _ = from.Number();
        _ = from.Fixed();
        _ = from.Bytes();
        _ = from.Name();
        _ = from.Name();
        _ = from.Session();
        _ = from.Session();
        _ = from.Flag();
        _ = from.Ascii(32);
        var count = from.Count();
        Assert.That(count, Is.LessThanOrEqualTo(bytes.Length));
        _ = from.Byte();
        _ = from.Byte();
        var last = from.UpTo(9);
        Assert.That(isSound is null || from.IsComplete == isSound);
        Assert.That(from.IsSound || (last == 0 && from.Left == 0 && from.Byte() == 0 && from.Bytes().IsEmpty));
    }
}
