using ChatRoom.CommandLine.Parsing;
using McMaster.Extensions.CommandLineUtils;
using NUnit.Framework;

namespace ChatRoom.Tests.CommandLine.Parsing;

internal sealed class ArgumentFileTests
{
    private readonly string _file = Path.GetTempFileName();

    [TearDown]
    public void Delete_the_file() => File.Delete(_file);

    [TestCase("@F", "--host=h", "two words", "\"quoted\"")]
    [TestCase("--verbose @F last", "--verbose", "--host=h", "two words", "\"quoted\"", "last")]
    [TestCase("word @F", "word", "--host=h", "two words", "\"quoted\"")]
    [TestCase("@F @F", "--host=h", "two words", "\"quoted\"", "--host=h", "two words", "\"quoted\"")]
    [TestCase("--port=1 @F", "--port=1", "--host=h", "two words", "\"quoted\"")]
    [TestCase("-p1 @F", "-p1", "--host=h", "two words", "\"quoted\"")]
    [TestCase("-v @F", "-v", "--host=h", "two words", "\"quoted\"")]
    public void A_file_among_options_is_replaced_by_its_lines(string given, params string[] expected)
    {
        File.WriteAllText(_file, "# a comment\n--host=h\n\ntwo words\r\n\"quoted\"\n");

        Assert.That(Expand(Verb(takesText: false), given), Is.EqualTo(expected));
    }

    [TestCase("--port @F")]
    [TestCase("-p @F")]
    [TestCase("-vp @F")]
    [TestCase("-- @F")]
    [TestCase("word -- @F @F")]
    public void An_options_value_and_words_after_two_dashes_are_not_files(string given) =>
        Assert.That(Expand(Verb(takesText: false), given), Is.EqualTo(Words(given)));

    [TestCase("word @F")]
    [TestCase("--port 1 word @F")]
    [TestCase("- @F")]
    public void Words_of_a_text_are_not_files(string given) => Assert.That(Expand(Verb(takesText: true), given), Is.EqualTo(Words(given)));

    [Test]
    public void A_word_before_the_text_is_a_file()
    {
        File.WriteAllText(_file, "--port\n1\n");

        Assert.That(Expand(Verb(takesText: true), "-v @F @F hello @F"), Is.EqualTo(Words("-v --port 1 --port 1 hello @F")));
    }

    [Test]
    public void A_file_in_a_file_is_not_read()
    {
        File.WriteAllText(_file, "@other\n");

        Assert.That(Expand(Verb(takesText: false), "@F"), Is.EqualTo(new[] { "@other" }));
    }

    [Test]
    public void An_option_at_the_end_of_a_file_takes_the_next_argument_as_its_value()
    {
        File.WriteAllText(_file, "--port");

        Assert.That(Expand(Verb(takesText: false), "@F @F"), Is.EqualTo(Words("--port @F")));
    }

    [TestCase("@")]
    [TestCase("@/no/such/file")]
    public void An_error_names_the_file_that_cannot_be_read(string argument)
    {
        Assert.That(ArgumentFile.TryExpand(Verb(takesText: true), [argument, "hi"], out _, out var whyNot), Is.False);
        Assert.That(whyNot, Does.Match($"^'{argument}' means a file of arguments, which cannot be read: .+; put -- before text$"));
    }

    private static CommandLineApplication Verb(bool takesText)
    {
        var verb = new CommandLineApplication();
        verb.Option("--host <HOST>", "", CommandOptionType.SingleValue);
        verb.Option("-p|--port <PORT>", "", CommandOptionType.SingleValue);
        verb.Option("-v|--verbose", "", CommandOptionType.NoValue);
        verb.Argument("WORD", "", takesText);
        return verb;
    }

    private string[] Expand(CommandLineApplication verb, string given)
    {
        Assert.That(ArgumentFile.TryExpand(verb, Words(given), out var expanded, out var whyNot), Is.True, whyNot);
        return expanded;
    }

    private string[] Words(string given) => given.Replace("@F", "@" + _file, StringComparison.Ordinal).Split(' ');
}
