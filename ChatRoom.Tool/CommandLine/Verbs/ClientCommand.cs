using ChatRoom.Client.Connecting;
using ChatRoom.Client.Conversation;
using ChatRoom.Client.Options;
using ChatRoom.Client.Terminal;
using ChatRoom.Client.Terminal.Device;
using ChatRoom.Client.Terminal.Reading;
using ChatRoom.Client.Verbs;
using ChatRoom.CommandLine.Output;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Settings;
using ChatRoom.Protocol;

namespace ChatRoom.CommandLine.Verbs;

/// <summary><c>chatroom client</c>: joins a room, with a prompt on a terminal, or else as a pipe.</summary>
internal sealed class ClientCommand
{
    private readonly ConnectionSettings _connection;
    private readonly HistorySetting _history;
    private readonly ReconnectSettings _reconnect;
    private readonly Switch _tutorial;
    private readonly Switch _exactName;
    private readonly Switch _bot;
    private readonly Switch _keepOpen;
    private readonly Setting _linger;
    private readonly Setting _bell;
    private readonly PrintSettings _print;

    private ClientCommand(CommandDefinition command)
    {
        _connection = ConnectionSettings.Add(command);
        _history = new HistorySetting(command);
        _tutorial = Switch.AddTutorial(command);
        _reconnect = ReconnectSettings.Add(command, giveUpAfter: null);
        _bell = Setting.Add(command, "--bell <MODE>", "CHATROOM_BELL", "mention", "On a terminal: ring the bell for these messages: off, mention or all.");
        _bot = BotSetting.Add(command);
        _exactName = Switch.Add(command, "--exact-name", "CHATROOM_EXACT_NAME", "In a pipe: end if the name is taken, instead of using the next free one.");
        _keepOpen = Switch.Add(command, "--keep-open", "CHATROOM_KEEP_OPEN", "In a pipe: stay and print after the end of input.");
        _linger = Setting.Add(command, "--linger <DURATION>", "CHATROOM_LINGER", null, "In a pipe: stay and print for this long after the last line was accepted.");
        _print = PrintSettings.Add(command, hasTemplate: false);
        command.ExtendedHelpText = "Exit codes: 0 all lines were accepted, 3 cannot connect, 4 refused, 5 the connection was lost for good, 6 a line was rejected.";
        command.OnExecute(RunAsync);
    }

    public static void Configure(CommandDefinition command) => _ = new ClientCommand(command);

    private async Task<int> RunAsync()
    {
        if (!_connection.TryRead(out var options, out var name, out var whyNot)
            || !_history.TryRead(out var history, out whyNot)
            || !_reconnect.TryAdd(ref options, out whyNot)
            || !_tutorial.TryRead(out var tutorial, out whyNot)
            || !_print.TryReadJson(out var json, out whyNot)
            || !_exactName.TryRead(out var exactName, out whyNot)
            || !_bot.TryRead(out var isBot, out whyNot)
            || !TryReadBell(out var bell, out whyNot)
            || !TryReadStay(out var stayPolicy, out whyNot))
        {
            return Fail.With(ExitCode.Usage, whyNot);
        }

        options = options with { IsTutorial = tutorial };
        if (!json && !Console.IsInputRedirected && !Console.IsOutputRedirected)
        {
            var palette = Palette.For(Environment.GetEnvironmentVariable("TERM"), Environment.GetEnvironmentVariable("NO_COLOR"));
            return Result(await RunTerminalAsync(options.InRandomOrder(), name, new TerminalOptions(DefaultName.Get(), history ?? HistorySetting.OnTerminal, palette, bell)
            {
                IsSafeInClear = options.AllServers.All(server => server.IsOnThisMachine),
                IsBot = isBot,
            }));
        }

        if (!_print.TryOpen(showsRoom: false, out var printer, out whyNot))
        {
            return Fail.With(ExitCode.Usage, whyNot);
        }

        var joinRequest = new JoinRequest(options.Room, name ?? DefaultName.Get(), IsBot: isBot, IsNumbered: !exactName) { Since = history ?? Since.Now };
        var readerGone = OutputReader.Watch();
        return Result(await RoomConnector.RunAsync(ReconnectSettings.LimitOutage(options), joinRequest, reliableConnection =>
        {
            if (!reliableConnection.Name.Equals(joinRequest.Name) && !printer.IsQuiet)
            {
                printer.Explain($"the name {joinRequest.Name} is taken; you are {reliableConnection.Name}");
                printer.FlushErrors();
            }

            var inputSource = new LineInput(reliableConnection.Sender, StandardStreams.OpenInput());
            return new PipeClient(reliableConnection, inputSource, printer, stayPolicy, options.Time).RunAsync(readerGone);
        }, readerGone));
    }

    private bool TryReadStay(out StayPolicy stayPolicy, out string whyNot)
    {
        var fits = _keepOpen.TryRead(out var keepsOpen, out whyNot);
        stayPolicy = new StayPolicy(keepsOpen);
        if (fits && _linger.TryReadOptionalDuration(out var linger, out whyNot))
        {
            stayPolicy = new StayPolicy(keepsOpen, linger ?? TimeSpan.Zero);
            return true;
        }

        return false;
    }

    private bool TryReadBell(out BellMode bell, out string whyNot)
    {
        whyNot = _bell.Mistake("a value", "give off, mention or all");
        return Bell.TryParse(_bell.Value!, out bell);
    }

    private static int Result(Failure? failure) => failure is null ? ExitCode.Done : Fail.With(failure);

    private static async Task<Failure?> RunTerminalAsync(ClientOptions options, Nickname? name, TerminalOptions terminal)
    {
        if (options.Tls is { Pinned: null, AcceptsNew: false })
        {
            var (trusted, untrusted) = await new ServerList(options).TryEachAsync(TrustQuestion.AskAsync);
            if (trusted is null)
            {
                return untrusted;
            }

            options = trusted;
        }

        using var device = TerminalDevice.Open();
        return await new TerminalJoin(options, terminal, device).RunAsync(name);
    }
}
