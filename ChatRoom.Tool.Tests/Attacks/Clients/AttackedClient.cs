using System.Text;
using System.Text.Json;
using ChatRoom.Client.Connecting;
using ChatRoom.Client.Conversation;
using ChatRoom.Client.Options;
using ChatRoom.Client.Printing;
using ChatRoom.Client.Terminal.Reading;
using ChatRoom.Client.Verbs;
using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Attacks.Clients;

/// <summary>
/// Our client, in the test's process, at a hostile server. It must end with a result, not with an exception. Its output must not
/// affect a terminal, and must be readable by a program.
/// </summary>
internal sealed record AttackedClient(string Name, Func<ClientOptions, Nickname, AttackedClient.Screen, Task<Failure?>> RunClient)
{
    private static readonly byte[] Input = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(1, 20).Select(number => $"line {number}\n")));

    public static readonly AttackedClient[] All =
    [
        new("pipe", (options, name, screen) => PipeAsync(options, name, screen, new TextFormat(showsRoom: false))),
        new("pipe, JSON", (options, name, screen) => PipeAsync(options, name, screen, new JsonFormat())),
        new("pipe, format", (options, name, screen) => PipeAsync(options, name, screen, Template())),
        new("tail", (options, name, screen) => WatchAsync(options, name, screen, new TextFormat(showsRoom: false))),
        new("tail, JSON", (options, name, screen) => WatchAsync(options, name, screen, new JsonFormat())),
        new("who", (options, name, screen) => WhoAsync(options, name, screen, isJson: false)),
        new("who, JSON", (options, name, screen) => WhoAsync(options, name, screen, isJson: true)),
        new("ping", async (options, name, _) => (await new PingClient(new ServerList(options), name, options.AnswerTimeout).PingAsync(CancellationToken.None)).Failure),
        new("terminal", ReadAsync),
    ];

    private bool IsJson => Name.EndsWith("JSON", StringComparison.Ordinal);

    public override string ToString() => Name;

    /// <summary>Runs the client once at a random hostile server, up to its end.</summary>
    public async Task RoundAsync(SeededRandom random, AttackTally tally)
    {
        await using var server = new HostileServer(random.Another(), tally);
        await VisitAsync(server.EndPoint.Port, reconnects: random.OnceIn(4));
        tally.CountRound($"hostile server, {Name}");
    }

    /// <summary>Runs the client once; fails if its output is wrong. Returns the output.</summary>
    public async Task<string> VisitAsync(int port, bool reconnects = false)
    {
        Assert.That(Nickname.TryParse("alice", out var name));
        var options = new ClientOptions
        {
            Host = "127.0.0.1",
            Port = port,
            AnswerTimeout = TimeSpan.FromSeconds(1),
            Reconnect = reconnects ? new ReconnectOptions { FirstDelay = TimeSpan.FromMilliseconds(1), LongestDelay = TimeSpan.FromMilliseconds(10), GiveUpAfter = TimeSpan.FromMilliseconds(100) } : null,
        };
        var screen = new Screen();
        Failure? failure;
        try
        {
            failure = await RunClient(options, name!, screen).WaitAsync(TestTimeout.Limit);
        }
        catch (TimeoutException)
        {
            throw new AssertionException($"{Name} does not end");
        }

        var output = screen.Output.ToArray();
        Corpus.IsSafe(output, $"the output of {Name}");
        Corpus.IsSafe(screen.Errors.ToArray(), $"standard error of {Name}");
        Corpus.IsSafe(failure?.Sentence ?? "", $"the failure of {Name}");
        Assert.That(failure?.Sentence ?? "", Does.Not.Contain('\n'));
        if (IsJson)
        {
            IsJsonLines(output);
        }

        return Encoding.UTF8.GetString(output);
    }

    private static void IsJsonLines(byte[] output)
    {
        foreach (var line in Encoding.UTF8.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            try
            {
                using var parsed = JsonDocument.Parse(line);
            }
            catch (JsonException wrong)
            {
                Assert.Fail($"{wrong.Message} in {TestText.Shown(line)}");
            }
        }
    }

    private static TemplateFormat Template()
    {
        Assert.That(TemplateFormat.TryParse("%i %t %T %r %n %o %m", out var format, out var whyNot), whyNot);
        return format!;
    }

    private static Task<Failure?> PipeAsync(ClientOptions options, Nickname name, Screen screen, LineFormat format) => RoomConnector.RunAsync(
        options,
        new JoinRequest(options.Room, name),
        reliableConnection => new PipeClient(
            reliableConnection,
            new LineInput(reliableConnection.Sender, new MemoryStream(Input)),
            new LinePrinter(screen.Output, screen.Errors) { Format = format },
            new StayPolicy(KeepsOpen: true),
            options.Time).RunAsync());

    private static Task<Failure?> WatchAsync(ClientOptions options, Nickname name, Screen screen, LineFormat format) => RoomConnector.RunAsync(
        options,
        new JoinRequest(options.Room, name, Role.Watcher) { Since = Since.All },
        reliableConnection => new WatchClient(
            reliableConnection, new LinePrinter(screen.Output, screen.Errors) { Format = format }, new WatchOptions(new LineFilter(), Count: null, Timeout: null), options.Time).RunAsync(CancellationToken.None));

    private static async Task<Failure?> WhoAsync(ClientOptions options, Nickname name, Screen screen, bool isJson)
    {
        var (link, failure) = await Connector.ConnectAsync(options, name);
        using (link)
        {
            return link is null ? failure : await new WhoClient(link, options, screen.Output, isJson).RunAsync();
        }
    }

    /// <summary>The lines for a terminal without colours, so that any sequence in them comes from the server.</summary>
    private static Task<Failure?> ReadAsync(ClientOptions options, Nickname name, Screen screen) => RoomConnector.RunAsync(
        options,
        new JoinRequest(options.Room, name),
        async reliableConnection =>
        {
            var transcript = new Transcript(new Palette(ColorDepth.None), options.Time);
            transcript.Enter(reliableConnection.Name.ToString(), options.Room, reliableConnection.Admission.Members);
            do
            {
                var screenUpdate = transcript.TakeAll();
                screen.Output.Write(Encoding.UTF8.GetBytes(screenUpdate.Lines));
            }
            while (await reliableConnection.ReceiveAsync(transcript.Receive, CancellationToken.None));
            screen.Output.Write(Encoding.UTF8.GetBytes($"{transcript.TakeAll().Lines}{reliableConnection.Title}\n"));
            return reliableConnection.End;
        });

    /// <summary>A client's output and errors.</summary>
    internal sealed class Screen
    {
        public MemoryStream Output { get; } = new();

        public MemoryStream Errors { get; } = new();
    }
}
