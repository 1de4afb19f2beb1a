namespace ChatRoom.Tests.Attacks.Servers;

/// <summary>
/// Two who talk with each other the whole time, whatever the others do: one says something when both have heard what the
/// other said. Runs in one task, from <see cref="StartAsync"/> until it is stopped; a thing that is lost, doubled,
/// out of order or late beyond patience fails it.
/// </summary>
internal sealed class SteadyPair : IAsyncDisposable
{
    private static readonly string[] Names = ["alice", "bob"];

    private readonly CancellationTokenSource _stop = new();
    private readonly SteadySender[] _talkers;
    private readonly TimeSpan _pause;
    private volatile TaskCompletionSource _beat = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _heard;

    private SteadyPair(SteadySender[] talkers, TimeSpan pause)
    {
        (_talkers, _pause) = (talkers, pause);
        Running = Task.Run(RunAsync);
    }

    /// <summary>Ends when it is stopped, or when something went wrong.</summary>
    public Task Running { get; }

    /// <summary>What was said by one of them and heard by both.</summary>
    public long Heard => Interlocked.Read(ref _heard);

    /// <param name="port">Where the server listens.</param>
    /// <param name="isEncrypted">It speaks TLS.</param>
    /// <param name="pause">Between two things said.</param>
    public static async Task<SteadyPair> StartAsync(int port, bool isEncrypted, TimeSpan pause) =>
        new([await SteadySender.JoinAsync(port, isEncrypted, Names[0]), await SteadySender.JoinAsync(port, isEncrypted, Names[1])], pause);

    /// <summary>Completes when both have heard one more thing, or fails with what went wrong.</summary>
    public async Task BeatAsync()
    {
        var beat = _beat.Task;
        if (await Task.WhenAny(beat, Running) == Running)
        {
            await Running;
            throw new InvalidOperationException("the pair talks no more");
        }
    }

    /// <summary>They stop talking, and stay.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Running;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Running.ContinueWith(static _ => { }, TaskScheduler.Default);
        Array.ForEach(_talkers, steadySender => steadySender.Dispose());
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        for (var number = 0L; !_stop.IsCancellationRequested; number++)
        {
            var speaker = number % 2;
            var text = $"{number} {new string('é', (int)(number % 101))}.";
            await _talkers[speaker].SaysAsync(text);
            foreach (var steadySender in _talkers)
            {
                await steadySender.HearsAsync(Names, Names[speaker], text);
            }

            Interlocked.Increment(ref _heard);
            Interlocked.Exchange(ref _beat, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
            await Task.Delay(_pause);
        }
    }
}
