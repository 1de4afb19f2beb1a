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
/// A client of ours, in the test's process, that goes to a server that means harm. However that ends, it ends, with a
/// result and not an exception; and what it shows does nothing to a terminal and is what a program can read.
/// </summary>
internal sealed record AttackedClient(string Name, Func<ClientOptions, Nickname, AttackedClient.Screen, Task<Failure?>> Stay)
{
    private static readonly byte[] Input = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(1, 20).Select(number => $"line {number}\n")));

    public static readonly AttackedClient[] All =
    [
        new("pipe", (options, name, screen) => PipeAsync(options, name, screen, new TextFormat())),
        new("pipe, JSON", (options, name, screen) => PipeAsync(options, name, screen, new JsonFormat())),
        new("pipe, format", (options, name, screen) => PipeAsync(options, name, screen, Template())),
        new("tail", (options, name, screen) => WatchAsync(options, name, screen, new TextFormat())),
        new("tail, JSON", (options, name, screen) => WatchAsync(options, name, screen, new JsonFormat())),
        new("who", (options, name, screen) => WhoAsync(options, name, screen, isJson: false)),
        new("who, JSON", (options, name, screen) => WhoAsync(options, name, screen, isJson: true)),
        new("ping", async (options, name, _) => (await new PingClient(options, name, options.AnswerTimeout).PingAsync(CancellationToken.None)).Failure),
        new("terminal", ReadAsync),
    ];

    private bool IsJson => Name.EndsWith("JSON", StringComparison.Ordinal);

    public override string ToString() => Name;

    /// <summary>One visit to a server that is told as the dice say, up to its end.</summary>
    public async Task RoundAsync(SeededRandom seededRandom, AttackTally attackTally)
    {
        await using var server = new HostileServer(seededRandom.Another(), attackTally);
        await VisitAsync(server.EndPoint.Port, comesBack: seededRandom.OnceIn(4));
        attackTally.CountRound($"hostile server, {Name}");
    }

    /// <summary>One visit; fails where what it shows is not as it must be.</summary>
    public async Task<string> VisitAsync(int port, bool comesBack = false)
    {
        Assert.That(Nickname.TryParse("alice", out var name));
        var options = new ClientOptions
        {
            Host = "127.0.0.1",
            Port = port,
            AnswerTimeout = TimeSpan.FromSeconds(1),
            Reconnect = comesBack ? new ReconnectOptions { FirstDelay = TimeSpan.FromMilliseconds(1), LongestDelay = TimeSpan.FromMilliseconds(10), GiveUpAfter = TimeSpan.FromMilliseconds(100) } : null,
        };
        var screen = new Screen();
        Failure? failure;
        try
        {
            failure = await Stay(options, name!, screen).WaitAsync(TestTimeout.Limit);
        }
        catch (TimeoutException)
        {
            throw new AssertionException($"{Name} does not end");
        }

        var output = screen.Output.ToArray();
        Corpus.IsSafe(output, $"what {Name} shows");
        Corpus.IsSafe(screen.Errors.ToArray(), $"what {Name} says beside");
        Corpus.IsSafe(failure?.Sentence ?? "", $"why {Name} ended");
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

    private static Task<Failure?> PipeAsync(ClientOptions options, Nickname name, Screen screen, LineFormat format) => Visit.RunAsync(
        options,
        new JoinRequest(options.Room, name),
        reliableConnection => new PipeClient(
            reliableConnection,
            new LineInput(reliableConnection.Sender, new MemoryStream(Input)),
            new LinePrinter(screen.Output, screen.Errors) { Format = format },
            new StayPolicy(IsOpenEnd: true),
            options.Time).RunAsync());

    private static Task<Failure?> WatchAsync(ClientOptions options, Nickname name, Screen screen, LineFormat format) => Visit.RunAsync(
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

    /// <summary>What a person on a terminal is shown, with no colours, so that no sequence is there that is not the server's.</summary>
    private static Task<Failure?> ReadAsync(ClientOptions options, Nickname name, Screen screen) => Visit.RunAsync(
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
            while (await reliableConnection.ReceiveAsync(transcript.Hear, CancellationToken.None));
            screen.Output.Write(Encoding.UTF8.GetBytes($"{transcript.TakeAll().Lines}{reliableConnection.Title}\n"));
            return reliableConnection.End;
        });

    /// <summary>What somebody sees of a client.</summary>
    internal sealed class Screen
    {
        public MemoryStream Output { get; } = new();

        public MemoryStream Errors { get; } = new();
    }
}
