using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using ChatRoom.CommandLine;
using ChatRoom.Server.Events;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server;

/// <summary>docs/OPERATING.md and the unit beside it match the program.</summary>
internal sealed partial class OperatingTests
{
    private static readonly string Docs = Path.Combine(Repository.Root, "docs");

    private static readonly string Operating = File.ReadAllText(Path.Combine(Docs, "OPERATING.md"));

    [Test]
    public async Task The_document_lists_every_instrument()
    {
        var options = RunningServer.Options with { StallTimeout = TimeSpan.FromSeconds(61) };
        var found = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, options))
            {
                found.Add(instrument.Name);
            }
        };
        listener.Start();
        await using var server = RunningServer.Start(options);

        // Those of a cluster have a test of their own.
        Assert.That(Rows("instrument").Where(name => !name.StartsWith("chatroom.cluster.", StringComparison.Ordinal)), Is.EquivalentTo(found));
    }

    [Test]
    public void The_document_lists_every_event()
    {
        var folder = Path.Combine(Repository.Root, "ChatRoom.Tool", "Server", "Events");
        var sources = File.ReadAllText(Path.Combine(folder, "ServerEvents.cs")) + File.ReadAllText(Path.Combine(folder, "EventLog.cs"));

        Assert.That(Rows("event"), Is.EquivalentTo(EventName().Matches(sources).Select(found => found.Groups["name"].Value)));
    }

    [Test]
    public void The_document_lists_every_close_reason() =>
        Assert.That(Rows("reason"), Is.EquivalentTo(Enum.GetValues<CloseReason>().Select(CloseWords.CodeOf)));

    [Test]
    public void The_unit_and_the_container_file_use_existing_options()
    {
        var unit = File.ReadAllText(Path.Combine(Docs, "chatroom.service"));
        var recipe = File.ReadAllText(Path.Combine(Docs, "Containerfile"));
        var known = VerbTable.Find("server")!.Define().Options.Select(option => $"--{option.LongName}");

        var used = Option().Matches(Line(unit, "ExecStart=") + Line(recipe, "ENTRYPOINT ") + Operating[..Operating.IndexOf("\n## In a container", StringComparison.Ordinal)])
            .Select(option => option.Value);

        Assert.That(used.Except(known).Except(["--now"]), Is.Empty);
        Assert.That(Line(unit, "ExecReload="), Does.Contain("-HUP"));
    }

    private static string Line(string text, string start) => text.Split('\n').Single(line => line.StartsWith(start, StringComparison.Ordinal));

    /// <summary>The first cell of each row in the table with this first heading.</summary>
    private static IEnumerable<string> Rows(string heading) =>
        Operating[Operating.IndexOf($"| {heading} |", StringComparison.Ordinal)..].Split('\n').Skip(2)
            .TakeWhile(row => row.StartsWith('|')).Select(row => row.Split('`')[1]);

    [GeneratedRegex("""(EventLevel\.\w+,\s+|WriteBug\()"(?<name>[a-z-]+)"|Json\(EventLevel\.\w+, "(?<name>[a-z-]+)"|, "(?<name>unwritten)",""")]
    private static partial Regex EventName();

    [GeneratedRegex(@"(?<=[\s""])--[a-z][a-z-]+")]
    private static partial Regex Option();
}
