using ChatRoom.Bench.Measuring;
using NUnit.Framework;

namespace ChatRoom.Tests.Bench.Measuring;

internal sealed class SequenceCheckTests
{
    private static readonly uint[] FiveAndNone = [5, 0];

    [TestCase("0 1 2 3 4", 0, 0, 0, TestName = "All_in_order")]
    [TestCase("0 1 3 4", 1, 0, 0, TestName = "One_is_lost")]
    [TestCase("0 1", 3, 0, 0, TestName = "The_last_ones_are_lost")]
    [TestCase("", 5, 0, 0, TestName = "All_are_lost")]
    [TestCase("0 1 1 2 3 4 0", 0, 2, 0, TestName = "Two_are_repeated")]
    [TestCase("0 2 1 3 4", 0, 0, 1, TestName = "One_comes_late")]
    [TestCase("0 2 1 1 4", 1, 1, 1, TestName = "One_is_late_and_repeated_and_one_lost")]
    public void Errors_are_counted_by_kind(string numbers, int lost, int repeated, int outOfOrder)
    {
        var check = Reads([.. numbers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => (0, uint.Parse(number)))]);

        Assert.That(check.Finish(FiveAndNone), Is.EqualTo(new ReceiveErrors(lost, repeated, outOfOrder, 0)));
    }

    [Test]
    public void Messages_in_a_gap_are_lost_and_not_counted_twice()
    {
        var check = Reads([(0, 0), (0, 4)]);
        check.AcceptGap(3);
        Assert.That(check.Finish(FiveAndNone).Lost, Is.EqualTo(3));

        check.AcceptGap(1);
        Assert.That(check.Finish(FiveAndNone).Lost, Is.EqualTo(4));
    }

    [Test]
    public void Each_of_very_many_losses_is_counted()
    {
        var check = Reads([(0, 0), (0, 4_000_000)]);

        Assert.That(check.Finish([4_000_001, 0]).Lost, Is.EqualTo(3_999_999));
    }

    [Test]
    public void Corruption_is_counted()
    {
        var check = Reads([]);
        check.AcceptCorrupt();

        Assert.That(check.Finish([0, 0]).Corrupt, Is.EqualTo(1));
    }

    [Test]
    public void A_message_advances_past_those_that_it_skips()
    {
        var check = new SequenceCheck(1);

        Assert.That(new[] { 0u, 3u, 1u }.Select(number => check.Accept(0, number)), Is.EqualTo(new[] { 1, 3, 0 }));
    }

    [Test]
    public void Different_orders_have_different_hashes()
    {
        (int, uint)[] one = [(0, 0), (1, 0), (0, 1)];
        (int, uint)[] same = [.. one];
        (int, uint)[] other = [(1, 0), (0, 0), (0, 1)];

        Assert.That(Reads(one).Order, Is.EqualTo(Reads(same).Order));
        Assert.That(Reads(one).Order, Is.Not.EqualTo(Reads(other).Order));
    }

    private static SequenceCheck Reads((int Sender, uint Number)[] messages)
    {
        var check = new SequenceCheck(2);
        foreach (var (sender, number) in messages)
        {
            check.Accept(sender, number);
        }

        return check;
    }
}
