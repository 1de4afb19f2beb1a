using System.Text.RegularExpressions;
using ChatRoom.CommandLine;
using NUnit.Framework;

namespace ChatRoom.Tests.CommandLine;

/// <summary>Every option writes durations in the same way, such as <c>500ms 30s 10m 2h</c>, and not as a number of one unit.</summary>
internal sealed class TimeOptionTests
{
    [Test]
    public void Every_option_for_a_time_takes_a_duration()
    {
        var times = from verb in VerbTable.All
                    from option in verb.Define().Options
                    where Regex.IsMatch(option.LongName, "timeout|after|interval|duration|linger|keep-for") || Regex.IsMatch(option.ValueName ?? "", "SECOND|MINUTE|HOUR|DAY|MS")
                    select ($"{verb.Name} --{option.LongName}", option.ValueName);

        Assert.That(times, Has.Exactly(0).Matches<(string, string? Value)>(time => time.Value is not "DURATION"));
        Assert.That(times.Count(), Is.GreaterThan(10));
    }
}
