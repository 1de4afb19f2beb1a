using System.Text;
using ChatRoom.Client.Connecting;
using ChatRoom.Client.Conversation;
using ChatRoom.Client.Printing;
using ChatRoom.Client.Verbs;
using ChatRoom.CommandLine.Output;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Settings;

namespace ChatRoom.CommandLine.Verbs;

/// <summary><c>chatroom send</c>: sends messages without joining the room, and ends when they are accepted.</summary>
internal sealed class SendCommand
{
    private readonly ConnectionSettings _connection;
    private readonly DefinedArgument _text;
    private readonly CommandDefinition _command;
    private readonly Switch _whole;
    private readonly Switch _bot;
    private readonly Switch _tutorial;
    private readonly ReconnectSettings _reconnect;

    private SendCommand(CommandDefinition command)
    {
        _command = command;
        _connection = ConnectionSettings.Add(command, hasUrlArgument: false);
        _whole = Switch.Add(command, "--whole", "CHATROOM_WHOLE", "Send all of standard input as one message; its lines stay together.");
        _bot = BotSetting.Add(command);
        _tutorial = Switch.AddTutorial(command);
        _reconnect = ReconnectSettings.Add(command, ReconnectSettings.UnattendedLimit);
        _text = command.Argument("[TEXT...]", "The message. Without it, or with -, each line of standard input is one.", multipleValues: true);
        command.AllowArgumentSeparator = true;
        command.ExtendedHelpText =
            "Exit codes: 0 all lines were accepted, 3 cannot connect, 4 refused, 5 the connection was lost for good, 6 a line was rejected.";
        command.OnExecute(Run);
    }

    public static void Configure(CommandDefinition command) => _ = new SendCommand(command);

    private int Run()
    {
        var url = _text.Value is { } first && ServerUrl.LooksLikeUrl(first) ? first : null;
        List<string> words = [.. _text.Values, .. _command.RemainingArguments];
        if (url is not null)
        {
            words.RemoveAt(0);
        }

        if (!_connection.TryRead(url, out var options, out var name, out var whyNot)
            || !_reconnect.TryAdd(ref options, out whyNot)
            || !_bot.TryRead(out var isBot, out whyNot)
            || !_whole.TryRead(out var whole, out whyNot)
            || !_tutorial.TryRead(out var tutorial, out whyNot))
        {
            return Fail.With(ExitCode.Usage, whyNot);
        }

        var isInput = words is [] or ["-"];
        if (whole && !isInput)
        {
            return Fail.With(ExitCode.Usage, "--whole reads standard input; leave the text out");
        }

        // Success means that the room has a line, so an empty argument is an empty line.
        var text = string.Join(' ', words) is { Length: > 0 } joined ? joined : "\n";
        var input = isInput ? StandardStreams.OpenInput() : new MemoryStream(Encoding.UTF8.GetBytes(text));
        var printer = new LinePrinter(Stream.Null, StandardStreams.OpenError);
        var sending = RoomConnector.RunAsync(
            options with { IsTutorial = tutorial },
            new JoinRequest(options.Room, name ?? DefaultName.Get(), Role.Sender, isBot, IsNumbered: name is null),
            reliableConnection =>
            {
                InputSource inputSource = isInput && !whole ? new LineInput(reliableConnection.Sender, input) : new WholeInput(reliableConnection.Sender, input) { IsInMemory = !isInput };
                return new PipeClient(reliableConnection, inputSource, printer, new StayPolicy(), options.Time).RunAsync();
            });

        // Synchronous: the caller would only wait for an asynchronous call.
        var failure = sending.GetAwaiter().GetResult();
        return failure is null ? ExitCode.Done : Fail.With(failure);
    }
}
