using System.Text;
using System.Text.RegularExpressions;
using ChatRoom.Client.Connecting;
using ChatRoom.Client.Conversation;
using ChatRoom.Client.Options;
using ChatRoom.Client.Printing;
using ChatRoom.Client.Verbs;
using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Conversation;

/// <summary>Each line is said once and in order, at whatever byte the connections are cut. A model of a server records the lines.</summary>
internal sealed partial class SendOnceTests
{
    /// <summary>A few lines, of which the server refuses one.</summary>
    private static readonly string[] Few = ["one", SessionServer.Refusable, "three"];

    private static FsCheck.Gen<string> Line { get; } =
        from size in Samples.Number(0, 1000)
        from isRefused in Gen.Frequency((7, Gen.Constant(false)), (3, Gen.Constant(true)))
        select (isRefused ? SessionServer.Refusable : "") + new string('x', size);

    private static FsCheck.Gen<int> Cut { get; } = Gen.OneOf(Samples.Number(0, 120), Samples.Number(0, 3000));

    [Test]
    public async Task Each_line_is_said_once_if_the_first_connection_is_cut_at_any_byte()
    {
        for (var cut = 0; cut < 220; cut++)
        {
            await SaysOnce([cut], Few, isWhole: false);
        }
    }

    [Test]
    public async Task Each_line_is_said_once_if_the_second_connection_is_cut_at_any_byte()
    {
        for (var cut = 0; cut < 220; cut++)
        {
            await SaysOnce([70, cut], Few, isWhole: false);
        }
    }

    [Test]
    public async Task A_group_of_lines_is_said_once_if_the_connection_is_cut_at_any_byte()
    {
        for (var cut = 0; cut < 140; cut++)
        {
            await SaysOnce([0, cut], ["one", "two", "three"], isWhole: true);
        }
    }

    [Test]
    public async Task A_run_of_refusals_is_reported_once_if_the_connection_is_cut_at_any_byte()
    {
        for (var cut = 0; cut < 300; cut++)
        {
            await SaysOnce([70, cut], ["one", .. Enumerable.Repeat(SessionServer.Refusable, 3), "five"], isWhole: false);
        }
    }

    [Test]
    public async Task A_refusal_of_a_group_is_reported_once_if_the_connection_is_cut_at_any_byte()
    {
        for (var cut = 0; cut < 200; cut++)
        {
            await SaysOnce([0, cut], Few, isWhole: true);
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Each_line_is_said_once_over_any_connections(bool isWhole) => Fuzz.Each(
        from cuts in Cut.ArrayOf()
        from lines in Line.ArrayOf().Resize(60)
        select (Cuts: cuts, Lines: lines),
        each => SaysOnce(each.Cuts, each.Lines, isWhole).GetAwaiter().GetResult(),
        times: 60);

    private static async Task SaysOnce(int[] cuts, string[] lines, bool isWhole)
    {
        await using var server = new SessionServer(cuts);
        using var output = new WatchedStream();
        using var errors = new WatchedStream();
        var input = new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
        var options = new ClientOptions { Host = server.EndPoint.Address.ToString(), Port = server.EndPoint.Port, Reconnect = Reconnects.AtOnce };
        Assert.That(Nickname.TryParse("ci", out var name));

        var end = await RoomConnector.RunAsync(
            options,
            new JoinRequest(options.Room, name!),
            reliableConnection => new PipeClient(
                reliableConnection,
                isWhole ? new WholeInput(reliableConnection.Sender, input) : new LineInput(reliableConnection.Sender, input),
                new LinePrinter(output, errors),
                new StayPolicy(),
                options.Time).RunAsync()).WaitAsync(TestTimeout.Limit);

        var refused = Refused(lines, isWhole);
        var said = lines.Where((_, index) => !(isWhole ? refused.Length > 0 : refused.Contains(index + 1))).ToArray();
        var cut = $"cut at {string.Join(", ", cuts)}; {errors.Text}";
        Assert.That(server.Said, Is.EqualTo(said), cut);
        Assert.That(Explained(errors), Is.EqualTo(refused).Or.EqualTo(isWhole && refused.Length > 0 ? Enumerable.Range(1, lines.Length) : refused), cut);
        Assert.That(end?.Outcome, Is.EqualTo(refused.Length > 0 ? Outcome.Rejected : (Outcome?)null), cut);

        // The client ends after the last acknowledgement, even if it has not received all lines itself.
        var heard = output.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(heard, Is.EqualTo(said.Select(line => $"ci: {line}").Take(heard.Length)), cut);
    }

    /// <summary>The numbers of the refused lines. The server refuses a group under its last number, and later under all.</summary>
    private static int[] Refused(string[] lines, bool isWhole)
    {
        int[] refused = [.. Enumerable.Range(1, lines.Length).Where(number => lines[number - 1].StartsWith(SessionServer.Refusable, StringComparison.Ordinal))];
        return isWhole && refused.Length > 0 ? [lines.Length] : refused;
    }

    /// <summary>The number of each line that was reported to the user.</summary>
    private static int[] Explained(WatchedStream errors) =>
    [
        .. from report in RefusalReport().Matches(errors.Text)
           let first = int.Parse(report.Groups[1].Value)
           from number in Enumerable.Range(first, report.Groups[2].Success ? int.Parse(report.Groups[2].Value) - first + 1 : 1)
           select number,
    ];

    [GeneratedRegex("^chatroom: lines? ([0-9]+)(?: to ([0-9]+))? (?:was|were) not said: That may not be said[.]$", RegexOptions.Multiline)]
    private static partial Regex RefusalReport();
}
