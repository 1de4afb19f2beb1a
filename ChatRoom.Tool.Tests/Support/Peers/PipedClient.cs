using System.IO.Pipelines;
using System.Net;
using System.Text;
using ChatRoom.Client.Connecting;
using ChatRoom.Client.Conversation;
using ChatRoom.Client.Options;
using ChatRoom.Client.Printing;
using ChatRoom.Client.Verbs;
using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Support.Peers;

/// <summary>Our client in a pipe, in the test's own process. A test writes its input and reads its output.</summary>
internal sealed class PipedClient
{
    private readonly Pipe _input = new();
    private readonly WatchedStream _output = new();
    private readonly WatchedStream _errors = new();
    private readonly Task<Failure?> _running;

    private PipedClient(ClientOptions options, string name, LineFormat format)
    {
        Assert.That(Nickname.TryParse(name, out var nickname));
        _running = RunAsync(options, nickname!, new LinePrinter(_output, _errors) { Format = format });
    }

    /// <summary>The output so far; complete after <see cref="Ends"/>.</summary>
    public string Output => _output.Text;

    public string Errors => _errors.Text;

    public static PipedClient Start(
        IPEndPoint server, string name, TimeProvider? time = null, ReconnectOptions? reconnect = null, LineFormat? format = null, bool isTutorial = false) =>
        new(
            new ClientOptions
            {
                Host = server.Address.ToString(),
                Port = server.Port,
                Time = time ?? TimeProvider.System,
                Reconnect = reconnect,
                IsTutorial = isTutorial,
            },
            name,
            format ?? new TextFormat(showsRoom: false));

    /// <summary>A client that may use several servers.</summary>
    public static PipedClient Start(ClientOptions options, string name) => new(options, name, new TextFormat(showsRoom: false));

    /// <summary>Completes when the output contains this text.</summary>
    public Task HasPrinted(string text) => _output.Holds(text);

    /// <summary>Completes when standard error contains this text.</summary>
    public Task HasExplained(string text) => _errors.Holds(text);

    /// <summary>Writes to its input.</summary>
    public async Task Feed(string text) => await _input.Writer.WriteAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Ends its input.</summary>
    public void EndInput() => _input.Writer.Complete();

    /// <summary>Completes when the client has ended; null is success.</summary>
    public Task<Failure?> Ends() => _running.WaitAsync(TestTimeout.Limit);

    private Task<Failure?> RunAsync(ClientOptions options, Nickname name, LinePrinter printer) => RoomConnector.RunAsync(
        options,
        new JoinRequest(options.Room, name),
        reliableConnection => new PipeClient(
            reliableConnection, new LineInput(reliableConnection.Sender, _input.Reader.AsStream()), printer, new StayPolicy(), options.Time).RunAsync());
}
