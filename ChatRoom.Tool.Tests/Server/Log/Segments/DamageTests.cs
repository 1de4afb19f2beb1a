using NUnit.Framework;

namespace ChatRoom.Tests.Server.Log.Segments;

internal sealed class DamageTests
{
    [Test]
    public void A_log_cut_off_anywhere_loses_only_the_record_that_was_being_written([Values(0, 1)] int half)
    {
        using var log = new DamagedLog();
        for (var cut = half; cut < log.Tail; cut += 2)
        {
            Try($"cut {cut} bytes before the end", () => log.CutAt(log.Newest.Length - cut));
        }
    }

    [Test]
    public void A_flipped_bit_damages_only_its_line() => FlipBits(first: 0, step: 41);

    [Test]
    [Explicit("All bits take a while.")]
    public void Every_single_flipped_bit_damages_only_its_line([Range(0, 7)] int bit) => FlipBits(bit, step: 8);

    [Test]
    public void Flipped_bits_anywhere_damage_only_their_lines()
    {
        var seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var log = new DamagedLog();
        for (var round = 0; round < 300; round++)
        {
            // Not in the last line: without its LF and with more damage, it looks like one that was never complete.
            var isNewest = random.Next(2) == 0;
            var end = isNewest ? log.Newest.AsSpan()[..^1].LastIndexOf((byte)'\n') : log.Oldest.Length;
            var bits = Enumerable.Range(0, random.Next(1, 20)).Select(_ => random.Next(8 * end)).Distinct().ToArray();
            Try($"seed {seed}, round {round}", () => log.Flip(isNewest, bits));
        }
    }

    /// <summary>Flips every <paramref name="step"/>th bit, and each bit of the last line.</summary>
    private static void FlipBits(int first, int step)
    {
        using var log = new DamagedLog();
        var bits = 8 * log.Newest.Length;
        var lastLine = 8 * (log.Newest.AsSpan()[..^1].LastIndexOf((byte)'\n') + 1);
        for (var bit = bits - (8 * log.Tail) + first; bit < bits; bit += bit < lastLine ? step : 1)
        {
            Try($"bit {bit} of {bits}", () => log.Flip(isNewest: true, bit));
        }
    }

    private static void Try(string what, Action test)
    {
        try
        {
            test();
        }
        catch (Exception error) when (error is not AssertionException)
        {
            Assert.Fail($"{what}: {error}");
        }
        catch (AssertionException error)
        {
            Assert.Fail($"{what}: {error.Message}");
        }
    }
}
