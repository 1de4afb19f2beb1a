using ChatRoom.Server.Rooms.State;
using ChatRoom.Tests.Support.Values;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Rooms.State;

internal sealed class RefusedNumbersTests
{
    private readonly RefusedNumbers _refused = new();

    [Test]
    public void Numbers_that_follow_one_another_are_one_range()
    {
        _refused.Add(3, 3);
        _refused.Add(4, 6);
        _refused.Add(8, 8);
        Assert.That(_refused.Ranges, Is.EqualTo([(3L, 6L), (8L, 8L)]));
    }

    [Test]
    public void Numbers_that_are_known_are_not_added_again()
    {
        _refused.Add(0, 0);
        Assert.That(_refused.Ranges, Is.Empty);
        _refused.Add(3, 5);
        _refused.Add(4, 4);
        _refused.Add(4, 6);
        Assert.That(_refused.Ranges, Is.EqualTo([(3L, 6L)]));
    }

    [Test]
    public void The_newest_ranges_are_kept()
    {
        for (var i = 1; i <= 65; i++)
        {
            _refused.Add(2 * i, 2 * i);
        }

        Assert.That(_refused.Ranges, Has.Count.EqualTo(RefusedNumbers.MaxRanges));
        Assert.That(_refused.Ranges[0], Is.EqualTo((4L, 4L)));
    }

    [Test]
    public void A_range_may_be_of_any_length()
    {
        _refused.Add(1, 1_000_000_000_000);
        _refused.Add(1_000_000_000_002, long.MaxValue);
        Assert.That(_refused.Ranges, Is.EqualTo([(1L, 1_000_000_000_000L), (1_000_000_000_002L, long.MaxValue)]));
    }

    [Test]
    public void Ranges_rise_and_their_number_stays_within_the_limit() =>
        Fuzz.Each(
            Gen.Choose(0, 300).Two().ArrayOf(),
            steps =>
            {
                var (refused, all, next) = (new RefusedNumbers(), new List<long>(), 1L);
                foreach (var (gap, length) in steps)
                {
                    var first = next + gap;
                    next = first + length + 1;
                    refused.Add(first, next - 1);
                    all.AddRange(Enumerable.Range(0, length + 1).Select(i => first + i));
                }

                var kept = refused.Ranges.SelectMany(range => Enumerable.Range(0, (int)(range.Last - range.First + 1)).Select(i => range.First + i)).ToArray();
                Assert.That(refused.Ranges, Has.Count.LessThanOrEqualTo(RefusedNumbers.MaxRanges));
                Assert.That(kept, Is.EqualTo(all.TakeLast(kept.Length)), "the newest of all, in order");
                Assert.That(kept.Length == all.Count || refused.Ranges.Count == RefusedNumbers.MaxRanges);
            });
}
