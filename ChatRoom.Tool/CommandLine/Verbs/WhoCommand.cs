using ChatRoom.Client.Connecting;
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

        var (link, failure) = await Connector.ConnectAsync(options, DefaultName.Get());
        if (link is not null)
        {
            using (link)
            {
                failure = await new WhoClient(link, options, StandardStreams.OpenOutput(), json).RunAsync();
            }
        }

        return failure is null ? ExitCode.Done : Fail.With(failure);
    }
}
