using System.Net;
using System.Net.Sockets;
using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Benchmark;

/// <summary>All members of one run: opens them, has them say the marks, closes them.</summary>
internal sealed class BenchConnections : IDisposable
{
    /// <summary>Memory for receiving, shared out evenly.</summary>
    private const int ReceiveBytes = 64 << 20;

    private const int MinReceiveBytes = 8 << 10;
    private const int MaxReceiveBytes = 64 << 10;

    private readonly RunNames _names;
    private readonly Lane[] _lanes;
    private readonly BenchConnection?[] _connections;
    private int _started;
    private int _joined;
    private int _lost;

    public BenchConnections(BenchOptions options, BenchClock clock)
    {
        Options = options;
        Clock = clock;
        Senders = new BenchSender[options.SenderCount];
        _names = new RunNames(options, RunNames.RandomTag());
        _connections = new BenchConnection?[options.Connections];
        _lanes = new Lane[Math.Min(options.Lanes, options.Connections)];
        for (var i = 0; i < _lanes.Length; i++)
        {
            var readers = (options.Connections + _lanes.Length - 1 - i) / _lanes.Length;
            _lanes[i] = new Lane(readers, options.SenderCount, options.Window);
        }
    }

    public BenchOptions Options { get; }

    public BenchClock Clock { get; }

    public BenchSender[] Senders { get; }

    public ReadOnlySpan<Lane> Lanes => _lanes;

    public IEnumerable<SequenceCheck> Checks => _connections.Select(connection => connection!.Reader.Check);

    /// <summary>The server's address, known since the first connection.</summary>
    public IPEndPoint? Found { get; set; }

    public int Joined => Volatile.Read(ref _joined);

    /// <summary>From the first member's joining to the last one's, in nanoseconds.</summary>
    public long JoinTime { get; private set; }

    public int Lost => Volatile.Read(ref _lost);

    public int Marks => _lanes.Sum(lane => lane.Marks);

    public void Lose() => Interlocked.Increment(ref _lost);

    /// <summary>Opens all of them, a few at a time; returns why one could not be.</summary>
    public async Task<Failure?> JoinAllAsync()
    {
        if (_connections.Length > OpenFiles.MostConnections)
        {
            return new Failure(Outcome.CannotConnect, TooManyConnections());
        }

        if (await JoinNextAsync() is { } failure)
        {
            return failure;
        }

        var begin = Clock.Now;
        var failures = await Task.WhenAll(Enumerable.Range(0, Options.JoinsAtOnce).Select(_ => JoinSomeAsync()));
        if (failures.FirstOrDefault(one => one is not null) is { } first)
        {
            return first;
        }

        JoinTime = Clock.Now - begin;

        for (var sender = 0; sender < Senders.Length; sender++)
        {
            Senders[sender] = new BenchSender(Options, Clock, _connections[_names.ConnectionOf(sender)]!, _lanes, sender);
        }

        return null;
    }

    /// <summary>The first member says the mark; when all have heard it, they have heard everything before.</summary>
    public void SayMark(long number) => _connections[0]!.Say(
        [.. Options.Dialect == Dialect.Typed ? Encoding.ASCII.GetBytes($"say {number} {Options.Server.Room} ") : [], .. BenchReader.Mark, (byte)'\n']);

    public void Dispose()
    {
        foreach (var connection in _connections)
        {
            connection?.Dispose();
        }
    }

    private async Task<Failure?> JoinSomeAsync()
    {
        Failure? failure = null;
        while (failure is null && Volatile.Read(ref _started) < _connections.Length)
        {
            failure = await JoinNextAsync();
        }

        if (failure is not null)
        {
            // Nobody else need begin.
            Volatile.Write(ref _started, _connections.Length);
        }

        return failure;
    }

    private async Task<Failure?> JoinNextAsync()
    {
        var index = Interlocked.Increment(ref _started) - 1;
        if (index >= _connections.Length)
        {
            return null;
        }

        using var enough = new CancellationTokenSource(Options.JoinTimeout, Options.Server.Time);
        try
        {
            var connection = Create(index);
            var failure = await connection.JoinAsync(enough.Token);
            Interlocked.Add(ref _joined, failure is null ? 1 : 0);
            return failure;
        }
        catch (SocketException error)
        {
            return new Failure(Outcome.CannotConnect, Explain(error));
        }
        catch (OperationCanceledException)
        {
            return new Failure(Outcome.CannotConnect, $"{Options.Server.Address} did not let a member in in time; {Joined} had joined");
        }
    }

    private BenchConnection Create(int index)
    {
        var lane = _lanes[index % _lanes.Length];
        var reader = new BenchReader(Options, _names, Senders, lane);
        var bufferBytes = Math.Clamp(ReceiveBytes / _connections.Length, MinReceiveBytes, MaxReceiveBytes);
        return _connections[index] = new BenchConnection(this, reader, lane, _names.NameOf(index), bufferBytes);
    }

    private string TooManyConnections() =>
        $"this process may not open {_connections.Length} connections; raise its limit of open files with 'ulimit -n {_connections.Length + 200}' and try again";

    private string Explain(SocketException error) => error.SocketErrorCode == SocketError.TooManyOpenSockets
        ? TooManyConnections()
        : $"cannot connect to {Options.Server.Address}: {Wire.Explain(error)}";
}
