using System.Runtime.InteropServices;
using ChatRoom.Client;
using ChatRoom.Client.Terminal;
using ChatRoom.Protocol;
using McMaster.Extensions.CommandLineUtils;

namespace ChatRoom.CommandLine;

/// <summary><c>chatroom client</c>: joins a room, with a prompt on a terminal and as a pipe otherwise.</summary>
internal sealed class ClientCommand
{
    private readonly Setting _host;
    private readonly Setting _port;
    private readonly Setting _name;

    private ClientCommand(CommandLineApplication command)
    {
        command.Description = "Joins a room: a prompt on a terminal; in a pipe, each line of input is one message.";
        _host = Setting.Add(command, "-H|--host <HOST>", "CHATROOM_HOST", "127.0.0.1", "The server's name or address.");
        _port = Setting.AddPort(command, "The server's port.");
        _name = Setting.Add(
            command, "-n|--name <NAME>", "CHATROOM_NAME", null, "Your name in the room; your user name where none is given.");
        command.OnExecute(RunAsync);
    }

    public static void Configure(CommandLineApplication command) => _ = new ClientCommand(command);

    private async Task<int> RunAsync()
    {
        if (!_port.TryReadPort(least: 1, out var port, out var whyNot))
        {
            return Fail.With(ExitCode.Usage, whyNot);
        }

        Nickname? name = null;
        if (_name.Value is { } given && !Nickname.TryParse(given, out name))
        {
            return Fail.With(ExitCode.Usage, $"the name '{TextFilter.Clean(given)}' is not allowed; {Refusal.NameRules}");
        }

        var options = new ClientOptions { Host = _host.Value!, Port = port };
        var failure = Console.IsInputRedirected || Console.IsOutputRedirected
            ? await RunPipeAsync(options, name ?? OwnName())
            : await RunTerminalAsync(options, name);
        return failure is null ? ExitCode.Done : Fail.With(failure);
    }

    private static Nickname OwnName() => Nickname.MakeAcceptable(Environment.UserName);

    private static async Task<Failure?> RunPipeAsync(ClientOptions options, Nickname name)
    {
        var (link, failure) = await Connector.ConnectAsync(options, name);
        if (link is null)
        {
            return failure;
        }

        using (link)
        {
            return await Entrance.JoinAsync(link, options, name)
                ?? await new PipeClient(
                    link,
                    StandardStreams.OpenInput(),
                    StandardStreams.OpenOutput(),
                    StandardStreams.OpenError()).RunAsync();
        }
    }

    private static async Task<Failure?> RunTerminalAsync(ClientOptions options, Nickname? name)
    {
        // Without a handler, even one that does nothing, the runtime ends at once and leaves the terminal as it is: mute.
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => { });
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, _ => { });
        using var quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, _ => { });

        // Takes the terminal over before the first question is shown: an early answer would be echoed twice, and an early Ctrl-D lost.
        Console.TreatControlCAsInput = false;
        using var screen = StandardStreams.Text(StandardStreams.OpenOutput());
        using var input = new StreamReader(StandardStreams.OpenInput());
        return await new TerminalEntry(options, OwnName(), input, screen).RunAsync(name);
    }
}
