using ChatRoom.Client.Connecting;
using ChatRoom.Client.Conversation;
using ChatRoom.Client.Verbs;
using ChatRoom.CommandLine.Output;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Settings;
using ChatRoom.Protocol;

namespace ChatRoom.CommandLine.Verbs;

/// <summary><c>chatroom wait</c>: ends in success as soon as a matching message arrives.</summary>
internal sealed class WaitCommand
{
    private readonly ConnectionSettings _connection;
    private readonly FilterSettings _filter;
    private readonly SinceSetting _since;
    private readonly Setting _timeout;
    private readonly PrintSettings _print;
    private readonly ReconnectSettings _reconnect;

    private WaitCommand(CommandDefinition command)
    {
        _connection = ConnectionSettings.Add(command, hasName: false, hasSeveralRooms: true);
        _filter = FilterSettings.Add(command, types: "message,action");
        _since = new SinceSetting(command);
        _timeout = Setting.Add(command, "-W|--timeout <DURATION>", "CHATROOM_TIMEOUT", null, "Wait no longer than this.");
        _print = PrintSettings.Add(command, hasTemplate: true);
        _reconnect = ReconnectSettings.Add(command, giveUpAfter: null);
        command.ExtendedHelpText =
            "Prints the message that matched. Exit codes: 0 it came, 3 cannot connect, 4 refused, 5 the connection was lost for good, 124 it did not come in time.";
        command.OnExecute(RunAsync);
    }

    public static void Configure(CommandDefinition command) => _ = new WaitCommand(command);

    private async Task<int> RunAsync()
    {
        if (!_filter.HasMatch)
        {
            return Fail.With(ExitCode.Usage, "no message is given to wait for; use --match REGEX, or --match . for any text");
        }

        if (!_connection.TryRead(out var options, out _, out var whyNot)
            || !_reconnect.TryAdd(ref options, out whyNot)
            || !_filter.TryRead(out var filter, out whyNot)
            || !_since.TryRead(out var since, out whyNot)
            || !_timeout.TryReadOptionalDuration(out var timeout, out whyNot)
            || !_print.TryOpen(_connection.ReadsSeveralRooms, out var printer, out whyNot))
        {
            return Fail.With(ExitCode.Usage, whyNot);
        }

        var watch = new WatchOptions(filter, Count: 1, timeout);
        var joinRequest = JoinRequest.ToWatch(_connection.Rooms, DefaultName.Get(), since ?? Since.Now);
        var readerGone = OutputReader.Watch();
        var failure = await RoomConnector.RunAsync(
            options, joinRequest, reliableConnection => new WatchClient(reliableConnection, printer, watch, options.Time).RunAsync(readerGone), readerGone);
        return failure is null ? ExitCode.Done : Fail.With(failure);
    }
}
