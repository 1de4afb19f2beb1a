using System.Text.RegularExpressions;
using ChatRoom.Client.Options;
using ChatRoom.CommandLine;
using ChatRoom.CommandLine.Output;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.Tests.Support.Programs;
using McMaster.Extensions.CommandLineUtils;
using NUnit.Framework;

namespace ChatRoom.Tests.CommandLine.Parsing;

/// <summary>What <c>--help</c> shows, and that the README says the same.</summary>
internal sealed partial class HelpTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md")).ReplaceLineEndings("\n");

    private static readonly string[] VerbNames = [.. VerbTable.All.Select(verb => verb.Name)];

    [TestCaseSource(nameof(VerbNames))]
    public void Help_fits_eighty_columns(string verb) =>
        Assert.That(Help(verb).Split('\n').Where(line => line.Length > 80), Is.Empty);

    [TestCaseSource(nameof(VerbNames))]
    public void Help_begins_with_what_the_verb_does_and_how_it_is_used(string verb) =>
        Assert.That(Help(verb), Does.StartWith($"{VerbTable.Find(verb)!.Description}\n\nUsage: chatroom {verb} [options]"));

    [TestCaseSource(nameof(VerbNames))]
    public void A_verb_is_told_in_one_line_of_the_overview(string verb) =>
        Assert.That(VerbTable.Find(verb)!.Description, Has.Length.LessThanOrEqualTo(80 - "  completion  ".Length));

    [TestCaseSource(nameof(VerbNames))]
    public void Help_and_readme_have_the_same_options_with_the_same_variables_and_defaults(string verb) =>
        Assert.That(OptionsInReadme(verb), Is.EqualTo(OptionsInHelp(verb)));

    [Test]
    public void The_readme_and_help_are_read_as_they_are_meant()
    {
        Assert.That(OptionsInHelp("client"), Does.Contain("-p --port PORT [CHATROOM_PORT; 5500]"));
        Assert.That(OptionsInHelp("client"), Does.Contain("-n --name NAME [CHATROOM_NAME; ]"));
        Assert.That(OptionsInHelp("server"), Does.Contain("-v --verbose [CHATROOM_VERBOSE; ]"));
    }

    [Test]
    public void The_readme_has_the_exit_code_of_every_end()
    {
        var codes = Enum.GetValues<Outcome>().Select(ExitCode.Of).ToArray();

        Assert.That(codes, Is.Unique);
        Assert.That(codes.Where(code => !Readme.Contains($"\n| {code} | ", StringComparison.Ordinal)), Is.Empty);
    }

    [TestCaseSource(nameof(VerbNames))]
    public void The_readme_has_a_chapter_for_the_verb(string verb) => Assert.That(Readme, Does.Contain($"\n### chatroom {verb}\n"));

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
    public void Usage_tells_where_words_may_stand()
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

    /// <summary>Such as <c>-p --port PORT [CHATROOM_PORT; 5500]</c>.</summary>
    private static IEnumerable<string> OptionsInHelp(string verb) =>
        from Match option in HelpOption().Matches(WrappedLine().Replace(Help(verb), " "))
        where option.Groups["names"].Value != "-h|--help"
        let names = option.Groups["names"].Value.Replace('|', ' ')
        let value = option.Groups["value"] is { Success: true } found ? $" {found.Value}" : ""
        select $"{names}{value} [{option.Groups["variable"].Value}; {option.Groups["default"].Value}]";

    private static IEnumerable<string> OptionsInReadme(string verb) =>
        from Match row in ReadmeRow().Matches(Chapter().Match(Readme, Readme.IndexOf($"\n### chatroom {verb}\n", StringComparison.Ordinal)).Value)
        let names = row.Groups["names"].Value.Replace("`", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal)
        select $"{names.Replace("\\|", "|", StringComparison.Ordinal)} [{row.Groups["variable"].Value}; {row.Groups["default"].Value}]";

    [GeneratedRegex(@"\n {6,}")]
    private static partial Regex WrappedLine();

    [GeneratedRegex(
        @"^  (?<names>(-\w\|)?--[a-z-]+)( <(?<value>[^>]+)>)? +[^\n]*?( \[(?<variable>CHATROOM_[A-Z_]+)?(; )?(?<default>[^\]\n]*)\])?$",
        RegexOptions.Multiline)]
    private static partial Regex HelpOption();

    [GeneratedRegex(@"\n### .+\n([^#]|(?<!\n)#)*")]
    private static partial Regex Chapter();

    [GeneratedRegex(
        @"^\| (?<names>(`-\w`, )?`--[^`]+`) \| (`(?<variable>[^`]+)`)? ?\| (`(?<default>[^`]+)`|[a-z ]+)? ?\| ",
        RegexOptions.Multiline)]
    private static partial Regex ReadmeRow();
}
