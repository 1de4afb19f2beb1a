using System.Globalization;
using System.Text;
using System.Text.Json;
using ChatRoom.Client.Connecting;
using ChatRoom.Client.Options;
using ChatRoom.Client.Printing;
using ChatRoom.Client.Verbs;
using ChatRoom.CommandLine.Output;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Settings;
using ChatRoom.Protocol.Json;

namespace ChatRoom.CommandLine.Verbs;

/// <summary><c>chatroom ping</c>: checks that a server answers, for health checks.</summary>
internal sealed class PingCommand
{
    private const int MaxCount = 1_000_000;

    /// <summary>The time between two pings.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ConnectionSettings _connection;
    private readonly Setting _count;
    private readonly Setting _timeout;
    private readonly Switch _json;

    private PingCommand(CommandDefinition command)
    {
        _connection = ConnectionSettings.Add(command, hasName: false, hasRoom: false, hasPassword: false);
        _count = Setting.Add(command, "-n|--count <NUMBER>", "CHATROOM_PING_COUNT", "1", "Ping this many times, one second apart.");
        _timeout = Setting.Add(command, "-W|--timeout <DURATION>", "CHATROOM_PING_TIMEOUT", "5s", "Give up if connecting, or an answer, takes longer than this.");
        _json = Switch.Add(command, "--json", "CHATROOM_JSON", "Print one JSON object per line.");
        command.ExtendedHelpText =
            "Prints the time from ping to answer. Exit codes: 0 it answered each time, 3 nothing listens there, 5 it closed the connection, 7 it is not a chatroom server or does not ask for a name, 124 it did not answer in time.";
        command.OnExecute(RunAsync);
    }

    public static void Configure(CommandDefinition command) => _ = new PingCommand(command);

    private async Task<int> RunAsync()
    {
        if (!_connection.TryRead(out var options, out _, out var whyNot)
            || !_count.TryReadNumber(least: 1, MaxCount, out var count, out whyNot)
            || !_timeout.TryReadDuration(out var timeout, out whyNot)
            || !_json.TryRead(out var json, out whyNot))
        {
            return Fail.With(ExitCode.Usage, whyNot);
        }

        options = options with { ConnectTimeout = timeout, AnswerTimeout = timeout };
        var client = new PingClient(new ServerList(options.InRandomOrder()), DefaultName.Get(), timeout);
        var readerGone = count > 1 ? OutputReader.Watch() : CancellationToken.None;
        try
        {
            return await PingAsync(client, options.Time, count, json, readerGone) is { } failure ? Fail.With(failure) : ExitCode.Done;
        }
        catch (OperationCanceledException) when (readerGone.IsCancellationRequested)
        {
            return ExitCode.BrokenPipe;
        }
    }

    private static async Task<Failure?> PingAsync(PingClient client, TimeProvider time, int count, bool json, CancellationToken cancel)
    {
        using var output = StandardStreams.OpenOutput();
        for (var number = 1; number <= count; number++)
        {
            if (number > 1)
            {
                await Task.Delay(Interval, time, cancel);
            }

            var (answer, failure) = await client.PingAsync(cancel);
            failure ??= StandardOutput.TryWrite(output, json ? Json(answer!.Server, answer.RoundTrip) : Text(answer!.Server, answer.RoundTrip));
            if (failure is not null)
            {
                return failure;
            }
        }

        return null;
    }

    private static byte[] Text(ClientOptions options, TimeSpan roundTrip) => Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{options.Address} answered in {roundTrip.TotalMilliseconds:0.000} ms\n"));

    private static byte[] Json(ClientOptions options, TimeSpan roundTrip)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            Span<byte> now = stackalloc byte[EventTime.Length];
            if (EventTime.TryWrite(options.Time.GetUtcNow().ToUnixTimeMilliseconds(), now))
            {
                json.WriteString("time"u8, now);
            }

            json.WriteString("host"u8, options.Host);
            json.WriteNumber("port"u8, options.Port);
            json.WriteNumber("ms"u8, Math.Round(roundTrip.TotalMilliseconds, 3));
            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        return line.ToArray();
    }
}
