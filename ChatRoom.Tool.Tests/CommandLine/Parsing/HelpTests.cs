using ChatRoom.CommandLine;
using ChatRoom.CommandLine.Parsing;
using McMaster.Extensions.CommandLineUtils;
using NUnit.Framework;

namespace ChatRoom.Tests.CommandLine.Parsing;

/// <summary>The text of <c>--help</c>.</summary>
internal sealed class HelpTests
{
    private static readonly string[] VerbNames = [.. VerbTable.All.Select(verb => verb.Name)];

    [TestCaseSource(nameof(VerbNames))]
    public void Help_fits_eighty_columns(string verb) =>
        Assert.That(Help(verb).Split('\n').Where(line => line.Length > 80), Is.Empty);

    [TestCaseSource(nameof(VerbNames))]
    public void Help_begins_with_the_description_and_the_usage(string verb) =>
        Assert.That(Help(verb), Does.StartWith($"{VerbTable.Find(verb)!.Description}\n\nUsage: chatroom {verb} [options]"));

    [TestCaseSource(nameof(VerbNames))]
    public void A_description_fits_one_line_of_the_overview(string verb) =>
        Assert.That(VerbTable.Find(verb)!.Description, Has.Length.LessThanOrEqualTo(80 - "  completion  ".Length));

    [Test]
    public void Text_is_wrapped_between_words_and_a_word_is_never_cut()
    {
        using var command = new CommandLineApplication { Name = "it", Description = "It.", HelpTextGenerator = new HelpText() };
        var description = new string('x', 90) + " " + string.Join(' ', Enumerable.Repeat("word", 20));
        command.Option("-l|--long <VALUE>", description, CommandOptionType.SingleValue);

        Assert.That(command.GetHelpText(), Does.EndWith(
            "  -l|--long <VALUE>  " + new string('x', 90) + "\n"
            + new string(' ', 21) + string.Join(' ', Enumerable.Repeat("word", 12)) + "\n"
            + new string(' ', 21) + string.Join(' ', Enumerable.Repeat("word", 8)) + "\n"));
    }

    [Test]
    public void Usage_shows_the_places_of_arguments()
    {
        using var command = new CommandLineApplication
        {
            Name = "it",
            Description = "It.",
            HelpTextGenerator = new HelpText(),
            AllowArgumentSeparator = true,
        };
        command.Argument("[URL]", "Where.");

        Assert.That(command.GetHelpText(), Is.EqualTo("It.\n\nUsage: it [options] [URL] [-- WORD...]\n\nArguments:\n  [URL]  Where.\n"));
    }

    private static string Help(string verb)
    {
        using var nowhere = new StringWriter();
        using var command = FullParser.Build(VerbTable.Find(verb)!, new PlainConsole(nowhere));
        return command.GetHelpText();
    }
}
