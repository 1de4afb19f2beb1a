using System.Reflection;
using ChatRoom.Client.Options;
using ChatRoom.CommandLine;
using ChatRoom.CommandLine.Output;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.CommandLine.Parsing;

/// <summary>docs/REFERENCE.md says what the definitions of the verbs say. One test may write the file, so none runs beside it.</summary>
[NonParallelizable]
internal sealed class ReferenceTests
{
    private const string Begin = "<!-- generated: begin -->\n";
    private const string End = "<!-- generated: end -->\n";
    private const string Command = "CHATROOM_WRITE_REFERENCE=1 dotnet test --filter FullyQualifiedName~ReferenceTests";

    private static readonly string File = Path.Combine(Repository.Root, "docs", "REFERENCE.md");

    private static readonly string[] VerbNames = [.. VerbTable.All.Select(verb => verb.Name)];

    [Test]
    public void The_reference_agrees_with_the_definitions()
    {
        var document = Read();
        var current = document[..Start(document)] + Reference.OfVerbs() + document[document.IndexOf(End, StringComparison.Ordinal)..];
        if (Environment.GetEnvironmentVariable("CHATROOM_WRITE_REFERENCE") == "1")
        {
            System.IO.File.WriteAllText(File, current);
            return;
        }

        Assert.That(document, Is.EqualTo(current), $"docs/REFERENCE.md is stale. Write it anew: {Command}");
    }

    [Test]
    public void The_reference_names_the_command_that_writes_it() => Assert.That(Read(), Does.Contain($"\n{Command}\n"));

    [Test]
    public void An_options_names_value_variable_and_default_have_cells_of_their_own()
    {
        var lines = Reference.OfVerbs().Split('\n');

        Assert.That(lines, Has.Some.StartsWith("| `-p`, `--port PORT` | `CHATROOM_PORT` | `5500` | "));
        Assert.That(lines, Has.Some.StartsWith("| `-n`, `--name NAME` | `CHATROOM_NAME` |  | "));
        Assert.That(lines, Has.Some.StartsWith("| `-v`, `--verbose` | `CHATROOM_VERBOSE` |  | "));
        Assert.That(lines, Has.Some.StartsWith("| `--receivers NUMBER` |  | `100` | "));
        Assert.That(lines, Has.Some.StartsWith("| `--log human\\|json` | "));
    }

    [TestCaseSource(nameof(VerbNames))]
    public void Every_verb_has_a_chapter(string verb) => Assert.That(Reference.OfVerbs(), Does.Contain($"\n### chatroom {verb}\n"));

    [Test]
    public void The_reference_lists_exactly_the_exit_codes()
    {
        var codes = typeof(ExitCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => $"{field.GetRawConstantValue()}");
        var listed = Read()[Read().IndexOf("| code | meaning |", StringComparison.Ordinal)..].Split('\n').Skip(2)
            .TakeWhile(row => row.StartsWith('|')).Select(row => row.Split(' ')[1]);

        Assert.That(listed, Is.EqualTo(codes));
    }

    [Test]
    public void Every_outcome_has_an_exit_code_of_its_own() => Assert.That(Enum.GetValues<Outcome>().Select(ExitCode.Of), Is.Unique);

    private static string Read() => System.IO.File.ReadAllText(File).ReplaceLineEndings("\n");

    private static int Start(string document) => document.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
}
