using ChatRoom.CommandLine;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.Tests.Support.Values;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.CommandLine.Parsing;

/// <summary>Arguments that are read without the full parser, which would read the same.</summary>
internal sealed class PlainArgumentsTests
{
    private static readonly string[] VerbNames = [.. VerbTable.All.Select(verb => verb.Name)];

    [TestCase("")]
    [TestCase("hi")]
    [TestCase("-")]
    [TestCase("--port 1 hi")]
    [TestCase("--port=1 two words")]
    [TestCase("-p 1 hi -r ops")]
    [TestCase("hi --whole")]
    [TestCase("--url chatroom://bob@h:1/r=:x")]
    [TestCase("hi -- --port @file -h --")]
    public void Plain_arguments_are_read(string arguments) => Assert.That(Read("send", arguments), Is.Not.Null);

    [Test]
    public void An_option_that_may_be_given_several_times_keeps_its_values_in_order()
    {
        var room = Read("tail", "--room a -r b --room=c")!.Options.Single(option => option.LongName == "room");

        Assert.That(room.Values, Is.EqualTo(new[] { "a", "b", "c" }));
    }

    [TestCase("send", "--help")]
    [TestCase("send", "-h")]
    [TestCase("send", "--nonsense")]
    [TestCase("send", "--por 1")]
    [TestCase("send", "--PORT 1")]
    [TestCase("send", "--port:1")]
    [TestCase("send", "-p1")]
    [TestCase("send", "-pH 1")]
    [TestCase("send", "--port")]
    [TestCase("send", "--port=")]
    [TestCase("send", "--port --host")]
    [TestCase("send", "--port 1 --port 2")]
    [TestCase("send", "--whole --whole")]
    [TestCase("send", "--whole=yes")]
    [TestCase("send", "@file")]
    [TestCase("send", "@p 1")]
    [TestCase("send", "hi  there")]
    [TestCase("who", "chatroom://a b")]
    [TestCase("who", "--")]
    public void Arguments_that_are_not_plain_are_not_read(string verb, string arguments) => Assert.That(Read(verb, arguments), Is.Null);

    [TestCaseSource(nameof(VerbNames))]
    public void The_full_parser_reads_the_same(string name)
    {
        var verb = VerbTable.Find(name)!;
        var read = 0;
        Fuzz.Each(
            from count in Samples.Number(0, 4)
            from pieces in Gen.Elements(PiecesFor(verb.Define())).ArrayOf(count)
            select pieces.SelectMany(piece => piece).ToArray(),
            arguments =>
            {
                var command = verb.Define();
                if (PlainArguments.TryRead(arguments, command))
                {
                    Assert.That(Shown(command), Is.EqualTo(Shown(Parse(verb, arguments))), string.Join(' ', arguments));
                    read++;
                }
            },
            times: 1000);

        Assert.That(read, Is.GreaterThan(150), "too few were plain for a proof");
    }

    private static CommandDefinition? Read(string verb, string arguments)
    {
        var command = VerbTable.Find(verb)!.Define();
        return PlainArguments.TryRead(arguments.Length == 0 ? [] : arguments.Split(' '), command) ? command : null;
    }

    private static CommandDefinition Parse(Verb verb, string[] arguments)
    {
        using var unused = new StringWriter();
        var definition = verb.Define();
        using var parser = FullParser.Build(verb, definition, new PlainConsole(unused));
        Assert.That(ArgumentFile.TryExpand(parser, arguments, out var expanded, out var whyNot), Is.True, whyNot);
        parser.Parse(expanded);
        FullParser.FillIn(definition, parser);
        Assert.That(parser.IsShowingInformation, Is.False);
        return definition;
    }

    /// <summary>All given values as text.</summary>
    private static string Shown(CommandDefinition command) =>
        string.Join('\n', command.Options.Where(option => option.IsGiven).Select(option => $"--{option.LongName} [{(option.Values.Count > 0 ? string.Join("][", option.Values) : "null")}]"))
        + string.Concat(command.Arguments.SelectMany(argument => argument.Values).Select(value => $"\n[{value}]"))
        + string.Concat(command.RemainingArguments.Select(value => $"\n-- [{value}]"));

    /// <summary>Parts of a command line: every option in every spelling, words, and invalid arguments.</summary>
    private static string[][] PiecesFor(CommandDefinition command)
    {
        string[] values = ["v", "a b", "x=y:z", "-", "--", "-x", "--host", "@x", "", "chatroom://n@h:1/r", "\u00E9", "/?"];
        string[][] others =
            [.. values.Select(value => (string[])[value]), ["hi"], ["hi", "there"], ["@p"], ["p"], ["@H"], ["-h"], ["--help"], ["--no"], ["-?"], ["---"], ["--=v"], ["-=v"], ["--", "-h", "@x"]];
        return [.. command.Options.SelectMany(SpellingsOf), .. others];

        IEnumerable<string[]> SpellingsOf(DefinedOption option)
        {
            string[] names = option.ShortName is null ? [$"--{option.LongName}"] : [$"--{option.LongName}", $"-{option.ShortName}"];
            foreach (var name in names)
            {
                yield return [name];
                yield return [name, "v"];
                yield return [$"{name}=v"];
                yield return [$"{name}:v"];
                yield return [$"{name}v"];
                yield return [name[..^1]];
                yield return [name.ToUpperInvariant(), "v"];
                foreach (var value in values)
                {
                    yield return [name, value];
                    yield return [$"{name}={value}"];
                }
            }
        }
    }
}
