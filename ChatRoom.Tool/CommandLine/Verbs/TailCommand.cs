using System.Globalization;
using ChatRoom.Client.Connecting;
using ChatRoom.Client.Conversation;
using ChatRoom.Client.Verbs;
using ChatRoom.CommandLine.Output;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Settings;
using ChatRoom.Protocol;

namespace ChatRoom.CommandLine.Verbs;

/// <summary><c>chatroom tail</c>: prints the events of a room, or of several, without joining, and follows them.</summary>
internal sealed class TailCommand
{
    private readonly ConnectionSettings _connection;
    private readonly Setting _count;
    private readonly Setting _timeout;
    private readonly SinceSetting _since;
    private readonly Switch _poll;
    private readonly FilterSettings _filter;
    private readonly PrintSettings _print;
    private readonly ReconnectSettings _reconnect;

    private TailCommand(CommandDefinition command)
    {
        _connection = ConnectionSettings.Add(command, hasName: false, hasSeveralRooms: true);
        _count = Setting.Add(command, "-n|--count <NUMBER>", "CHATROOM_COUNT", null, "End after this many lines.");
        _timeout = Setting.Add(command, "-W|--timeout <DURATION>", "CHATROOM_TIMEOUT", null, "End after this long.");
        _since = new SinceSetting(command);
        _poll = Switch.Add(command, "--poll", "CHATROOM_POLL", "Print the events so far and end; without --since, all that are kept.");
        _filter = FilterSettings.Add(command, types: null);
        _print = PrintSettings.Add(command, hasTemplate: true);
        _reconnect = ReconnectSettings.Add(command, giveUpAfter: null);
        command.ExtendedHelpText =
            "Exit codes: 0 done, 3 cannot connect, 4 refused, 5 the connection was lost for good, 124 fewer lines than --count came within --timeout.";
        command.OnExecute(RunAsync);
    }

    public static void Configure(CommandDefinition command) => _ = new TailCommand(command);

    private async Task<int> RunAsync()
    {
        TimeSpan? timeout = null;
        if (!_connection.TryRead(out var options, out _, out var whyNot)
            || !_reconnect.TryAdd(ref options, out whyNot)
            || !TryReadCount(out var count, out whyNot)
            || !_timeout.TryReadOptionalDuration(out timeout, out whyNot)
            || !_since.TryRead(out var since, out whyNot)
            || !_poll.TryRead(out var poll, out whyNot)
            || !_filter.TryRead(out var filter, out whyNot)
            || !_print.TryOpen(_connection.ReadsSeveralRooms, out var printer, out whyNot))
        {
            return Fail.With(ExitCode.Usage, whyNot);
        }

        var watch = new WatchOptions(filter, count, timeout, poll);
        var joinRequest = JoinRequest.ToWatch(_connection.Rooms, DefaultName.Get(), since ?? (poll ? Since.All : Since.Now));
        var readerGone = OutputReader.Watch();
        var failure = await RoomConnector.RunAsync(
            options, joinRequest, reliableConnection => new WatchClient(reliableConnection, printer, watch, options.Time).RunAsync(readerGone), readerGone);
        return failure is null ? ExitCode.Done : Fail.With(failure);
    }

    private bool TryReadCount(out long? count, out string whyNot)
    {
        var text = _count.Value;
        whyNot = _count.Mistake("a number of lines", "give one from 0 up");
        count = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        return count is not null || text is null;
    }
}
