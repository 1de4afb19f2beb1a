using System.Text;
using ChatRoom.Client.Connecting;
using ChatRoom.Client.Options;
using ChatRoom.Client.Printing;
using ChatRoom.Client.Verbs;
using ChatRoom.CommandLine.Output;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Settings;
using ChatRoom.Protocol.Text;

namespace ChatRoom.CommandLine.Verbs;

/// <summary><c>chatroom cluster status</c>: asks each given server of a cluster, and prints a row for each that there is.</summary>
internal sealed class ClusterCommand
{
    private const string Status = "status";

    private readonly DefinedArgument _what;
    private readonly ConnectionSettings _connection;
    private readonly Switch _json;

    private ClusterCommand(CommandDefinition command)
    {
        _what = command.Argument(Status, "Print a row for each server: how far it is, and how many members are at it.");
        _connection = ConnectionSettings.Add(command, hasName: false, hasUrlArgument: false, hasRoom: false);
        _json = Switch.Add(command, "--json", "CHATROOM_JSON", "Print one JSON object per line.");
        command.ExtendedHelpText =
            "Asks each of the given servers, all at once. Exit codes: 0 each answered, 3 nothing listens at one, 4 one refuses, such as a server that is alone, 5 one closed the connection, 7 one is too old or does not answer. The rows of the others are printed all the same.";
        command.OnExecute(RunAsync);
    }

    public static void Configure(CommandDefinition command) => _ = new ClusterCommand(command);

    private async Task<int> RunAsync()
    {
        if (_what.Value != Status)
        {
            var mistake = _what.Value is { } given ? $"'{TextFilter.Clean(given)}' is not known" : "a word is missing";
            return Fail.With(ExitCode.Usage, $"{mistake}; give 'chatroom cluster {Status}'");
        }

        if (!_connection.TryRead(out var options, out _, out var whyNot) || !_json.TryRead(out var json, out whyNot))
        {
            return Fail.With(ExitCode.Usage, whyNot);
        }

        var results = await Task.WhenAll(options.AllServers.Select(server => AskAsync(options with { Host = server.Host, Port = server.Port, Others = [] })));
        ClusterAnswer[] answers = [.. results.Select(result => result.Answer).OfType<ClusterAnswer>()];
        if (answers.Length > 0 && StandardOutput.TryWrite(StandardStreams.OpenOutput(), Encoding.UTF8.GetBytes(Text(ClusterRow.Join(answers), json))) is { } unwritten)
        {
            return Fail.With(unwritten);
        }

        Failure[] failures = [.. results.Select(result => result.Failure).OfType<Failure>()];
        Array.ForEach(failures, failure => Fail.Warn(failure.Sentence));
        return failures.Length == 0 ? ExitCode.Done : ExitCode.Of(failures[0].Outcome);
    }

    private static string Text(IReadOnlyList<ClusterRow> rows, bool json) => json ? ClusterReport.Json(rows) : ClusterReport.Table(rows);

    private static async Task<(ClusterAnswer? Answer, Failure? Failure)> AskAsync(ClientOptions server)
    {
        var (link, failure) = await Connector.ConnectAsync(server, DefaultName.Get());
        if (link is null)
        {
            return (null, failure);
        }

        using (link)
        {
            (var answer, failure) = await new ClusterClient(link, server).AskAsync();
            return (answer, failure is { Outcome: Outcome.Refused } refused ? refused with { Sentence = $"{server.Address}: {refused.Sentence}" } : failure);
        }
    }
}
