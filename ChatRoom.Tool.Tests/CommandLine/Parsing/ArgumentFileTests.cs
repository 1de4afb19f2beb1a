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
    public void Its_lines_are_arguments_where_options_stand(string given, params string[] expected)
    {
        File.WriteAllText(_file, "# a comment\n--host=h\n\ntwo words\r\n\"quoted\"\n");

        Assert.That(Expand(Verb(takesText: false), given), Is.EqualTo(expected));
    }

    [TestCase("--port @F")]
    [TestCase("-p @F")]
    [TestCase("-vp @F")]
    [TestCase("-- @F")]
    [TestCase("word -- @F @F")]
    public void The_value_of_an_option_and_what_is_behind_two_dashes_are_no_files(string given) =>
        Assert.That(Expand(Verb(takesText: false), given), Is.EqualTo(Words(given)));

    [TestCase("word @F")]
    [TestCase("--port 1 word @F")]
    [TestCase("- @F")]
    public void Text_is_no_file(string given) => Assert.That(Expand(Verb(takesText: true), given), Is.EqualTo(Words(given)));

    [Test]
    public void In_front_of_text_it_is_a_file()
    {
        File.WriteAllText(_file, "--port\n1\n");

        Assert.That(Expand(Verb(takesText: true), "-v @F @F hello @F"), Is.EqualTo(Words("-v --port 1 --port 1 hello @F")));
    }

    [Test]
    public void A_file_in_a_file_is_an_argument()
    {
        File.WriteAllText(_file, "@other\n");

        Assert.That(Expand(Verb(takesText: false), "@F"), Is.EqualTo(new[] { "@other" }));
    }

    [Test]
    public void What_a_file_ends_with_counts_for_what_is_behind_it()
    {
        File.WriteAllText(_file, "--port");

        Assert.That(Expand(Verb(takesText: false), "@F @F"), Is.EqualTo(Words("--port @F")));
    }

    [TestCase("@")]
    [TestCase("@/no/such/file")]
    public void A_file_that_cannot_be_read_is_named(string argument)
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
