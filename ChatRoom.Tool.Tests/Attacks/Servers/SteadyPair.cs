namespace ChatRoom.Tests.Attacks.Servers;

/// <summary>
/// Two clients that talk with each other all the time, and an IRC client that reads. One sends a message when all have received the other's last one. It runs
/// in one task, from <see cref="StartAsync"/> until it is stopped. A lost, doubled, misplaced or late message fails it.
/// </summary>
internal sealed class SteadyPair : IAsyncDisposable
{
    private static readonly string[] Names = ["alice", "bob"];

    private readonly CancellationTokenSource _stop = new();
    private readonly SteadySender[] _senders;
    private readonly SteadyIrcReader _ircReader;
    private readonly TimeSpan _pause;
    private volatile TaskCompletionSource _tick = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _heard;

    private SteadyPair(SteadySender[] senders, SteadyIrcReader ircReader, TimeSpan pause)
    {
        (_senders, _ircReader, _pause) = (senders, ircReader, pause);
        Running = Task.Run(RunAsync);
    }

    /// <summary>Completes when the pair is stopped, or fails.</summary>
    public Task Running { get; }

    /// <summary>The number of messages that both have received.</summary>
    public long Heard => Interlocked.Read(ref _heard);

    /// <param name="port">The server's port.</param>
    /// <param name="ircPort">Its port for IRC clients.</param>
    /// <param name="isEncrypted">Whether the server requires TLS.</param>
    /// <param name="pause">The time between two messages.</param>
    public static async Task<SteadyPair> StartAsync(int port, int ircPort, bool isEncrypted, TimeSpan pause) =>
        new([await SteadySender.JoinAsync(port, isEncrypted, Names[0]), await SteadySender.JoinAsync(port, isEncrypted, Names[1])], await SteadyIrcReader.JoinAsync(ircPort, isEncrypted), pause);

    /// <summary>Completes when both have received the next message, or fails like the pair.</summary>
    public async Task TickAsync()
    {
        var tick = _tick.Task;
        if (await Task.WhenAny(tick, Running) == Running)
        {
            await Running;
            throw new InvalidOperationException("the pair has stopped talking");
        }
    }

    /// <summary>Stops the messages. Both clients stay in the room.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Running;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Running.ContinueWith(static _ => { }, TaskScheduler.Default);
        Array.ForEach(_senders, sender => sender.Dispose());
        _ircReader.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        for (var number = 0L; !_stop.IsCancellationRequested; number++)
        {
            var speaker = number % 2;
            var text = $"{number} {new string('é', (int)(number % 101))}.";
            await _senders[speaker].SaysAsync(text);
            foreach (var sender in _senders)
            {
                await sender.HearsAsync(Names, Names[speaker], text);
            }

            await _ircReader.HearsAsync(Names, Names[speaker], text);
            Interlocked.Increment(ref _heard);
            Interlocked.Exchange(ref _tick, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
            await Task.Delay(_pause);
        }
    }
}
