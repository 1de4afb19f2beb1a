using ChatRoom.Server.Cluster.Batches;
using ChatRoom.Tests.Support.Values;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Cluster.Batches;

internal sealed class BatchTests
{
    private static readonly Gen<(string NodeId, long Incarnation, long Number, (byte Kind, byte[] Body)[] Acts)> Batches =
        from name in Samples.Name
        from incarnation in Samples.Long
        from number in Samples.Long
        from acts in (from kind in Gen.Choose(0, 255) from body in Samples.Bytes select (Kind: (byte)kind, Body: body)).ArrayOf()
        select (name, incarnation, number, acts);

    [Test]
    public void A_batch_that_was_written_is_read_as_the_same() =>
        Fuzz.Each(
            Batches.Two(),
            both =>
            {
                var writer = new BatchWriter();
                foreach (var written in new[] { both.Item1, both.Item2 })
                {
                    Assert.That(Batch.TryParse(Write(writer, written), out var batch));
                    Assert.That((batch.IsSound, batch.NodeId, batch.Incarnation, batch.Number, batch.Count), Is.EqualTo((true, written.NodeId, written.Incarnation, written.Number, written.Acts.Length)));
                    Assert.That(ActsOf(batch), Is.EqualTo(written.Acts.Select(act => $"{act.Kind} {Convert.ToHexString(act.Body)}")));
                    Assert.That(writer.IsEmpty && writer.Bytes == 0, "the writer is reused");
                }
            });

    [Test]
    public void A_batch_with_any_bit_flipped_or_any_end_cut_off_is_refused() =>
        Fuzz.Each(
            Batches,
            written =>
            {
                var entry = Write(new BatchWriter(), written);
                for (var bit = 0; bit < 8 * entry.Length; bit++)
                {
                    entry[bit / 8] ^= (byte)(1 << (bit % 8));
                    Assert.That(Batch.TryParse(entry, out var flipped) || flipped.IsSound, Is.False, $"bit {bit}");
                    entry[bit / 8] ^= (byte)(1 << (bit % 8));
                }

                for (var length = 0; length < entry.Length; length++)
                {
                    Assert.That(Batch.TryParse(entry.AsMemory(0, length), out _), Is.False, $"length {length}");
                }
            },
            times: 50);

    [Test]
    public void Any_bytes_with_a_right_checksum_are_read_or_refused() =>
        Fuzz.Each(
            Samples.Bytes,
            bytes =>
            {
                byte[] entry = [.. "cr1\0"u8, .. bytes, 0, 0, 0, 0];
                BitConverter.TryWriteBytes(entry.AsSpan(^4..), ChatRoom.Server.Log.Records.Checksum.Of(entry.AsSpan(..^4)));
                if (Batch.TryParse(entry, out var batch))
                {
                    Assert.That(ActsOf(batch), Has.Count.EqualTo(batch.Count));
                }

                Assert.That(Batch.TryParse(bytes, out _), Is.False);
            },
            times: 2000);

    [Test]
    public void A_batch_whose_acts_do_not_fill_it_is_refused()
    {
        var (writer, entry) = (new BatchWriter(), Array.Empty<byte>());
        writer.Add(ActKind.Say, [1, 2, 3]);
        entry = writer.Finish("a:1", 1, 1);

        // The length of the act's body is right in front of the body and the checksum.
        foreach (var length in new byte[] { 2, 4, 0x80 })
        {
            entry[^8] = length;
            BitConverter.TryWriteBytes(entry.AsSpan(^4..), ChatRoom.Server.Log.Records.Checksum.Of(entry.AsSpan(..^4)));
            Assert.That(Batch.TryParse(entry, out _), Is.False, $"length {length}");
        }
    }

    [Test]
    public void A_batch_is_full_at_256_KiB_or_65535_acts()
    {
        var large = new BatchWriter();
        var body = new byte[Batch.MaxActBytes - 4];
        large.Add(ActKind.Say, body);
        large.Add(ActKind.Say, body);
        Assert.That(large.IsFull);
        Assert.That(large.Bytes, Is.EqualTo(Batch.FullBytes));
        Assert.That(() => large.Add(ActKind.Say, []), Throws.InvalidOperationException);
        Assert.That(Batch.TryParse(large.Finish("a:1", 1, 1), out var batch) && batch.Count == 2);

        var many = new BatchWriter();
        while (!many.IsFull)
        {
            many.Add(ActKind.Stop, []);
        }

        Assert.That(many.Count, Is.EqualTo(ushort.MaxValue));
        Assert.That(Batch.TryParse(many.Finish("a:1", 1, 1), out batch) && batch.Count == ushort.MaxValue);
    }

    [Test]
    public void A_body_may_be_written_in_place()
    {
        var writer = new BatchWriter();
        var text = new byte[300];
        writer.Begin(ActKind.Say).Bytes(text);
        writer.End();
        Assert.That(() => writer.End(), Throws.InvalidOperationException);

        Assert.That(Batch.TryParse(writer.Finish("a:1", 1, 1), out var batch));
        foreach (var act in batch)
        {
            var fields = act.Fields;
            Assert.That(fields.Bytes().ToArray(), Is.EqualTo(text));
            Assert.That(fields.IsComplete);
        }
    }

    [TestCase("", ExpectedResult = false)]
    [TestCase("alpha.example.org:5500", ExpectedResult = true)]
    [TestCase("two words", ExpectedResult = false)]
    [TestCase("é", ExpectedResult = false)]
    public bool A_node_id_is_printable_ASCII_without_spaces(string id) => Batch.IsNodeId(id);

    [Test]
    public void Acts_of_nodes_that_were_written_are_read_as_the_same() =>
        Fuzz.Each(
            from numbers in Samples.Long.ArrayOf(3) from name in Samples.Name from small in Gen.Choose(0, StartAct.MaxGrace).Three() select (numbers, name, small),
            values =>
            {
                var (numbers, name, (from, to, grace)) = values;
                var writer = new BatchWriter();
                new GenesisAct((ulong)numbers[0]).AddTo(writer);
                new StartAct((ulong)numbers[0], name, from, to, grace).AddTo(writer);
                new BeatAct((ulong)numbers[0], numbers[1]).AddTo(writer);
                StopAct.AddTo(writer);
                new ExpireAct(name, numbers[1], numbers[2]).AddTo(writer);
                new SweepAct(name, numbers[1]).AddTo(writer);
                new SnapshotAct(numbers[1], (ulong)numbers[0]).AddTo(writer);
                new RulesAct(to).AddTo(writer);
                Assert.That(Batch.TryParse(writer.Finish("a:1", 1, 1), out var batch));

                var acts = batch.GetEnumerator();
                Assert.That(acts.MoveNext() && GenesisAct.TryRead(acts.Current, out var genesis) && genesis.Identity == (ulong)numbers[0]);
                Assert.That(acts.MoveNext() && StartAct.TryRead(acts.Current, out var start) && start == new StartAct((ulong)numbers[0], name, from, to, grace));
                Assert.That(acts.MoveNext() && BeatAct.TryRead(acts.Current, out var beat) && beat == new BeatAct((ulong)numbers[0], numbers[1]));
                Assert.That(acts.MoveNext() && StopAct.Is(acts.Current));
                Assert.That(acts.MoveNext() && ExpireAct.TryRead(acts.Current, out var expire) && expire == new ExpireAct(name, numbers[1], numbers[2]));
                Assert.That(acts.MoveNext() && SweepAct.TryRead(acts.Current, out var sweep) && sweep == new SweepAct(name, numbers[1]));
                Assert.That(acts.MoveNext() && SnapshotAct.TryRead(acts.Current, out var snapshot) && snapshot == new SnapshotAct(numbers[1], (ulong)numbers[0]));
                Assert.That(acts.MoveNext() && RulesAct.TryRead(acts.Current, out var rules) && rules.Version == to);
                Assert.That(acts.MoveNext(), Is.False);
                Assert.That(StopAct.Is(new Act(ActKind.Rules, default)) || BeatAct.TryRead(new Act(ActKind.Genesis, new byte[9]), out _), Is.False, "another kind");
            });

    private static byte[] Write(BatchWriter writer, (string NodeId, long Incarnation, long Number, (byte Kind, byte[] Body)[] Acts) batch)
    {
        foreach (var (kind, body) in batch.Acts)
        {
            writer.Add((ActKind)kind, body);
        }

        return writer.Finish(batch.NodeId, batch.Incarnation, batch.Number);
    }

    private static List<string> ActsOf(in Batch batch)
    {
        var acts = new List<string>();
        foreach (var act in batch)
        {
            acts.Add($"{(byte)act.Kind} {Convert.ToHexString(act.Body.Span)}");
        }

        return acts;
    }
}
