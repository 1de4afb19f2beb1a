using ChatRoom.Client.Connecting;
using ChatRoom.Client.Options;
using ChatRoom.Client.Verbs;
using ChatRoom.CommandLine.Output;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Settings;

namespace ChatRoom.CommandLine.Verbs;

/// <summary><c>chatroom who</c>: prints who is in a room.</summary>
internal sealed class WhoCommand
{
    private readonly ConnectionSettings _connection;
    private readonly Switch _json;

    private WhoCommand(CommandDefinition command)
    {
        _connection = ConnectionSettings.Add(command, hasName: false);
        _json = Switch.Add(command, "--json", "CHATROOM_JSON", "Print one JSON object per line.");
        command.OnExecute(RunAsync);
    }

    public static void Configure(CommandDefinition command) => _ = new WhoCommand(command);

    private async Task<int> RunAsync()
    {
        if (!_connection.TryRead(out var options, out _, out var whyNot) || !_json.TryRead(out var json, out whyNot))
        {
            return Fail.With(ExitCode.Usage, whyNot);
        }

        var (_, failure) = await new ServerList(options.InRandomOrder()).TryEachAsync(server => AskAsync(server, json));
        return failure is null ? ExitCode.Done : Fail.With(failure);
    }

    /// <summary>Asks one server; returns it if it answers.</summary>
    private static async Task<(ClientOptions? Answering, Failure? Failure)> AskAsync(ClientOptions server, bool json)
    {
        var (link, failure) = await Connector.ConnectAsync(server, DefaultName.Get());
        if (link is null)
        {
            return (null, failure);
        }

        using (link)
        {
            failure = await new WhoClient(link, server, StandardStreams.OpenOutput(), json).RunAsync();
            return (failure is null ? server : null, failure);
        }
    }
}
