using ChatRoom.Bench;
using ChatRoom.Bench.Measuring;
using ChatRoom.Client.Options;
using ChatRoom.CommandLine.Output;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Settings;
using ChatRoom.Protocol.Text;

namespace ChatRoom.CommandLine.Verbs;

/// <summary><c>chatroom bench</c>: measures how much a running server can take.</summary>
internal sealed class BenchCommand
{
    private readonly HostSetting _host;
    private readonly Setting _port;
    private readonly ClientTlsSettings _tls;
    private readonly PasswordSettings _password;
    private readonly NumberOption _receivers;
    private readonly NumberOption _senders;
    private readonly NumberOption _rooms;
    private readonly NumberOption _size;
    private readonly NumberOption _window;
    private readonly NumberOption _rate;
    private readonly Setting _duration;
    private readonly Setting _stuck;
    private readonly DefinedOption _both;
    private readonly DefinedOption _idle;
    private readonly DefinedOption _dialect;
    private readonly DefinedOption _json;

    private BenchCommand(CommandDefinition command)
    {
        _host = HostSetting.Add(command);
        _port = Setting.AddPort(command, "The server's port.");
        _tls = ClientTlsSettings.Add(command);
        _password = PasswordSettings.AddToClient(command);
        _receivers = NumberOption.Add(command, "--receivers <NUMBER>", 1, 65_000, 100, "Members that only read.");
        _senders = NumberOption.Add(command, "--senders <NUMBER>", 1, 65_000, 1, "Members that send and read.");
        _both = command.Option("--both", "Every receiver also sends, and there are no other senders.");
        _stuck = Setting.Add(
            command, "--stuck <NUMBER>", "CHATROOM_STUCK", "0", "More members that join and then read nothing. They are not measured.");
        _rooms = NumberOption.Add(
            command, "--rooms <NUMBER>", 1, 10_000, 1, "Spread the members evenly over this many rooms: bench-1, bench-2 and so on; 1: the lobby.");
        _size = NumberOption.Add(
            command, "--size <BYTES>", BenchOptions.MinSize, BenchOptions.MaxSize, 64, "The bytes of a message, with its line end.");
        _window = NumberOption.Add(
            command, "--window <MESSAGES>", 1, 65_536, 8, "Messages that each sender may have on the way to the slowest reader.");
        _rate = NumberOption.Add(
            command, "--rate <MESSAGES>", 0, 1_000_000, 0, "Messages per second of all senders together; 0: as many as the window allows.");
        _duration = Setting.Add(command, "--duration <DURATION>", "CHATROOM_DURATION", "5s", "Send for this long.");
        _idle = command.Option("--idle", "Send nothing: join, and stay for the duration.");
        _dialect = command.Option("--dialect <line|typed>", "The members' dialect. [line]");
        _json = command.Option("--json", "Print the result as one JSON object.");
        command.OnExecute(RunAsync);
    }

    public static void Configure(CommandDefinition command) => _ = new BenchCommand(command);

    private async Task<int> RunAsync()
    {
        if (!TryRead(out var options, out var whyNot))
        {
            return Fail.With(ExitCode.Usage, whyNot);
        }

        using var error = StandardStreams.Text(StandardStreams.OpenError());
        BenchResult? result;
        Failure? failure;
        using (var run = new BenchRun(options, Report))
        {
            (result, failure) = await run.RunAsync();
        }

        if (result is null)
        {
            return failure!.Outcome == Outcome.Lost ? Fail.With(ExitCode.Failure, failure.Sentence) : Fail.With(failure);
        }

        return Print.With(
            result.Ok ? ExitCode.Done : ExitCode.Failure, _json.IsGiven ? BenchReport.Json(result) : BenchReport.Table(result));

        void Report(BenchProgress progress)
        {
            if (!Console.IsErrorRedirected)
            {
                error.Write(BenchReport.Line(progress));
            }
        }
    }

    private bool TryRead(out BenchOptions options, out string whyNot)
    {
        options = new BenchOptions { Server = new ClientOptions { Host = "", Port = 0 } };
        if (!_port.TryReadPort(least: 1, out var port, out whyNot)
            || !_host.TryRead(given: null, weaker: null, port, out var servers, out whyNot)
            || !_tls.TryRead(isTlsUrl: false, urlPin: null, out var tls, out whyNot)
            || !_password.TryRead(null, out var password, out _, out whyNot)
            || !_receivers.TryRead(out var receivers, out whyNot)
            || !_senders.TryRead(out var senders, out whyNot)
            || !_stuck.TryReadNumber(0, 65_000, out var stuck, out whyNot)
            || !_rooms.TryRead(out var rooms, out whyNot)
            || !_size.TryRead(out var size, out whyNot)
            || !_window.TryRead(out var window, out whyNot)
            || !_rate.TryRead(out var rate, out whyNot)
            || !_duration.TryReadDuration(out var duration, out whyNot))
        {
            return false;
        }

        if (_dialect.Value is not (null or "line" or "typed"))
        {
            whyNot = $"'{TextFilter.Clean(_dialect.Value!)}' is not a dialect for --dialect; give line or typed";
            return false;
        }

        if (rooms > receivers)
        {
            whyNot = $"--rooms {rooms} is more than --receivers {receivers}; give at least one receiver for each room";
            return false;
        }

        options = new BenchOptions
        {
            Server = new ClientOptions { Host = servers[0].Host, Port = servers[0].Port, Tls = tls, Password = password },
            IsTyped = _dialect.Value == "typed",
            Receivers = receivers,
            Senders = senders,
            Rooms = rooms,
            Stuck = stuck,
            Both = _both.IsGiven,
            Size = size,
            Window = window,
            Rate = rate,
            Duration = duration,
            Idle = _idle.IsGiven,
        };
        return true;
    }
}
