using System.Text;
using System.Threading.Channels;
using ChatRoom.Client.Conversation;
using ChatRoom.Client.Jobs.Output;
using ChatRoom.Client.Options;
using ChatRoom.Client.Printing;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Json;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Client.Jobs;

/// <summary>
/// Runs a command for each message of a room. One loop receives and queues messages; one worker for each job handles
/// them. While the queue is full the bot receives nothing, so that the server keeps the messages.
/// </summary>
internal sealed class Bot : IDisposable
{
    private readonly ReliableConnection _reliableConnection;
    private readonly BotOptions _options;
    private readonly LinePrinter _printer;
    private readonly SharedLineOutput _output;
    private readonly SharedSender _sharedSender;
    private readonly Trigger _trigger;
    private readonly JsonLine _json = new();
    private readonly Channel<JobMessage> _waiting;
    private readonly List<JobMessage> _received = [];
    private long _notHandled;
    private int _running;

    public Bot(ReliableConnection reliableConnection, BotOptions options, Stream output, Stream errors)
    {
        _reliableConnection = reliableConnection;
        _options = options;
        _printer = new LinePrinter(Stream.Null, errors);
        _output = new SharedLineOutput(output);
        _sharedSender = new SharedSender(reliableConnection.Sender);
        _trigger = new Trigger(options.From, options.Pattern) { Explain = _printer.Explain };
        _waiting = Channel.CreateBounded<JobMessage>(options.MaxWaiting);
    }

    /// <summary>
    /// Runs until <paramref name="stop"/> is cancelled, the connection ends, or our output has no reader. Then waits for
    /// running commands, unless <paramref name="kill"/> is cancelled. Null if it was stopped.
    /// </summary>
    public async Task<Failure?> RunAsync(CancellationToken stop, CancellationToken kill)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stop, _output.Lost);
        using var leaving = new CancellationTokenSource();
        var receiving = Task.Run(() => ReceiveAsync(stopping.Token, leaving.Token));
        var working = Enumerable.Range(0, _options.Jobs).Select(_ => Task.Run(() => WorkAsync(stopping.Token, kill))).ToArray();

        await Task.WhenAny([receiving, WaitAsync(stopping.Token), .. working]);
        await stopping.CancelAsync();
        ExplainRunning();
        await Task.WhenAll(working);
        var left = !receiving.IsCompleted && await LeaveAsync(receiving, kill);
        await leaving.CancelAsync();
        var lost = await receiving;
        ExplainUnhandled();
        return _output.Failure ?? (left ? null : lost);
    }

    public void Dispose()
    {
        _output.Dispose();
        _sharedSender.Dispose();
        _json.Dispose();
    }

    /// <summary>Completes without an exception when <paramref name="cancel"/> is cancelled.</summary>
    private static async Task WaitAsync(CancellationToken cancel) =>
        await Task.Delay(Timeout.InfiniteTimeSpan, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Receives until the connection ends or the bot leaves. After <paramref name="stop"/> it takes no messages, only answers.</summary>
    private async Task<Failure?> ReceiveAsync(CancellationToken stop, CancellationToken leaving)
    {
        try
        {
            while (await _reliableConnection.ReceiveAsync((in ServerLine line) => Handle(line, stop), leaving))
            {
                _printer.FlushErrors();
                await QueueAsync(stop);
            }

            return _reliableConnection.End;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private void Handle(in ServerLine line, CancellationToken stop)
    {
        switch (line.Kind)
        {
            case ServerLineKind.Notice or ServerLineKind.Gap or ServerLineKind.Bye or ServerLineKind.Disconnected or ServerLineKind.Connected:
                _printer.Print(line);
                break;
            case ServerLineKind.Error or ServerLineKind.Refused:
                _printer.Explain($"an answer was not said: {TextFilter.Clean(Encoding.UTF8.GetString(line.Text))}");
                break;
            case var _ when !stop.IsCancellationRequested && Trigger.IsFromAPerson(line, _reliableConnection.Name):
                HandleMessage(JobMessage.Of(line, _json));
                break;
            default:
                break;
        }
    }

    private void HandleMessage(JobMessage message)
    {
        if (_trigger.Accepts(message))
        {
            _received.Add(message);
        }
    }

    private async Task QueueAsync(CancellationToken stop)
    {
        var queued = 0;
        try
        {
            for (; queued < _received.Count; queued++)
            {
                await _waiting.Writer.WriteAsync(_received[queued], stop);
            }
        }
        catch (OperationCanceledException)
        {
            _notHandled += _received.Count - queued;
        }

        _received.Clear();
    }

    private async Task WorkAsync(CancellationToken stop, CancellationToken kill)
    {
        while (await NextAsync(stop) is { } message)
        {
            await RunCommandAsync(message, kill);
        }
    }

    /// <summary>The next message of the queue; null after <paramref name="stop"/>.</summary>
    private async Task<JobMessage?> NextAsync(CancellationToken stop)
    {
        try
        {
            return await _waiting.Reader.ReadAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private async Task RunCommandAsync(JobMessage message, CancellationToken kill)
    {
        var reply = _options.Replies ? new Reply() : null;
        Interlocked.Increment(ref _running);
        var end = await new Job(_options).RunAsync(message, new JobOutput(_output), reply, kill);
        Interlocked.Decrement(ref _running);
        var failed = $"{_options.Command.Name} {end.Description}";
        if (!end.IsOk)
        {
            _printer.Explain($"{failed} (message {message.Id})");
            _printer.FlushErrors();
        }

        if (reply is not null)
        {
            await AnswerAsync(end.IsOk ? reply.End() : [Encoding.UTF8.GetBytes(failed)], kill);
        }
    }

    /// <summary>Says the answer. If the connection is lost for good, the loop that receives reports it.</summary>
    private async Task AnswerAsync(IReadOnlyList<byte[]> lines, CancellationToken kill)
    {
        try
        {
            await _sharedSender.SayAsync(lines, kill);
        }
        catch (OperationCanceledException)
        {
            // The bot is killed: the answer is dropped.
        }
    }

    /// <summary>Leaves when all answers are acknowledged; false if the connection ends first, or the bot is killed.</summary>
    private async Task<bool> LeaveAsync(Task receiving, CancellationToken kill)
    {
        var acknowledged = _reliableConnection.Sender.WaitForAcknowledgementsAsync();
        await Task.WhenAny(acknowledged, receiving, WaitAsync(kill));
        if (!acknowledged.IsCompleted || !await acknowledged)
        {
            return false;
        }

        await _reliableConnection.LeaveAsync();
        return true;
    }

    private void ExplainRunning()
    {
        var running = Volatile.Read(ref _running);
        if (running > 0 && !_output.Lost.IsCancellationRequested)
        {
            _printer.Explain(running == 1 ? "stopping once 1 running command has ended" : $"stopping once {running} running commands have ended");
            _printer.FlushErrors();
        }
    }

    private void ExplainUnhandled()
    {
        var waiting = _notHandled + _waiting.Reader.Count;
        if (waiting > 0)
        {
            _printer.Explain(waiting == 1 ? "1 waiting message was not handled" : $"{waiting} waiting messages were not handled");
        }

        _printer.FlushErrors();
    }
}
