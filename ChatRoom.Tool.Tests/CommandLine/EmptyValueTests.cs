using ChatRoom.CommandLine;
using ChatRoom.CommandLine.Parsing;
using NUnit.Framework;

namespace ChatRoom.Tests.CommandLine;

/// <summary>An option with an empty value, most often an unset variable of a script, is wrong usage.</summary>
internal sealed class EmptyValueTests
{
    private static IEnumerable<TestCaseData> Options =>
        from verb in VerbTable.All
        from option in verb.Define().Options
        where option.ValueName is not null
        select new TestCaseData(verb, option.LongName).SetArgDisplayNames(verb.Name, option.LongName);

    [TestCaseSource(nameof(Options))]
    public void An_empty_value_is_wrong_usage_in_each_spelling(Verb verb, string name)
    {
        var sentence = $"the value of --{name} is empty; give one, or leave the option out";
        string[][] spellings = [[$"--{name}", ""], [$"--{name}="]];
        foreach (var arguments in spellings)
        {
            var filled = new CommandDefinition();
            verb.Configure(filled);
            Assert.That(FullParser.TryFillIn(verb, filled, arguments, out var whyNot), Is.False);
            Assert.That(whyNot, Is.EqualTo(sentence));
        }
    }

    [Test]
    public void This_test_finds_the_options() => Assert.That(Options.Count(), Is.GreaterThan(100));
}
