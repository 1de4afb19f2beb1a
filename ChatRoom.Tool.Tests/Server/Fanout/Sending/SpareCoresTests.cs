using ChatRoom.Server.Fanout.Sending;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Fanout.Sending;

internal sealed class SpareCoresTests
{
    [Test]
    public void Idle_time_is_that_without_work_and_that_of_waiting_for_a_disk()
    {
        Assert.That(SpareCores.IdleTicks("cpu  10 20 30 4000 500 60 70 80 0 0\ncpu0 1 2 3 4 5\n"u8), Is.EqualTo(4500));
    }

    [Test]
    public void A_line_that_is_cut_or_that_has_other_words_counts_nothing()
    {
        Assert.That(SpareCores.IdleTicks("cpu  10 20"u8), Is.Zero);
        Assert.That(SpareCores.IdleTicks("cpu  a b c d e f"u8), Is.Zero);
        Assert.That(SpareCores.IdleTicks(""u8), Is.Zero);
    }
}
