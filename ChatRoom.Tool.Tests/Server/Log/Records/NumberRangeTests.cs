using ChatRoom.Server.Log.Records;
using ChatRoom.Tests.Support.Values;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Log.Records;

internal sealed class NumberRangeTests
{
    private readonly List<NumberRange> _ranges = [];

    [Test]
    public void Numbers_that_follow_one_another_are_one_range()
    {
        Add(3, 3);
        Add(4, 6);
        Add(8, 8);
        Assert.That(_ranges, Is.EqualTo([new NumberRange(3, 6), new NumberRange(8, 8)]));
    }

    [Test]
    public void Numbers_that_are_known_are_not_added_again()
    {
        Add(3, 5);
        Add(4, 4);
        Add(4, 6);
        Assert.That(_ranges, Is.EqualTo([new NumberRange(3, 6)]));
    }

    [Test]
    public void A_range_may_be_of_any_length()
    {
        Add(1, 1_000_000_000_000);
        Add(1_000_000_000_002, long.MaxValue);
        Assert.That(_ranges, Is.EqualTo([new NumberRange(1, 1_000_000_000_000), new NumberRange(1_000_000_000_002, long.MaxValue)]));
    }

    [Test]
    public void Ranges_rise_and_the_newest_within_the_limit_are_kept() =>
        Fuzz.Each(
            Gen.Choose(0, 300).Two().ArrayOf(),
            steps =>
            {
                var (ranges, all, next) = (new List<NumberRange>(), new List<long>(), 1L);
                foreach (var (gap, length) in steps)
                {
                    var first = next + gap;
                    next = first + length + 1;
                    NumberRange.AddTo(ranges, new NumberRange(first, next - 1));
                    all.AddRange(Enumerable.Range(0, length + 1).Select(i => first + i));
                }

                var kept = ranges.SelectMany(range => Enumerable.Range(0, (int)(range.Last - range.First + 1)).Select(i => range.First + i)).ToArray();
                Assert.That(ranges, Has.Count.LessThanOrEqualTo(Stamp.MaxRefused));
                Assert.That(kept, Is.EqualTo(all.TakeLast(kept.Length)), "the newest of all, in order");
                Assert.That(kept.Length == all.Count || ranges.Count == Stamp.MaxRefused);
            });

    private void Add(long first, long last) => NumberRange.AddTo(_ranges, new NumberRange(first, last));
}
