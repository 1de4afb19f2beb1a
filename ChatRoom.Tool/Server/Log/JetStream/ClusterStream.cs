using System.Runtime.CompilerServices;
using ChatRoom.Server.Options;
using NATS.Client.JetStream;

namespace ChatRoom.Server.Log.JetStream;

/// <summary>
/// The common log of a cluster: one order of batches of bytes for all servers, kept by the NATS servers. A batch that was stored
/// is never lost, but may be stored twice. Beside the log there are snapshots, and questions from server to server.
/// Any thread. Only a server with a cluster may use this class: it loads the NATS library.
/// </summary>
internal sealed class ClusterStream : IAsyncDisposable
{
    /// <summary>The most bytes of a batch: the most that NATS servers take by default, without room for headers.</summary>
    public const int MaxBatchBytes = 1_000_000;

    /// <summary>The error of nats-server up to 2.10, and that of later ones.</summary>
    private const int WrongLastSequence = 10071;
    private const int NotLastSequence = 10164;

    /// <summary>A gap counts as real if it is still there after this many attempts to read the entry after the last one.</summary>
    private const int GapAttempts = 3;

    /// <summary>nats-server 2.9 compares a 0 only with the last sequence of the subject.</summary>
    private static readonly NatsJSPubOpts First = new() { ExpectedLastSequence = 0, ExpectedLastSubjectSequence = 0 };

    private readonly NatsLink _link;
    private readonly ClusterNames _names;
    private readonly TimeProvider _time;
    private readonly StreamPublisher _publisher;
    private readonly StreamReading _reading;
    private readonly SnapshotStore _snapshots;
    private readonly NodeRequests _requests;

    private ClusterStream(NatsLink link, ClusterNames names, TimeProvider time)
    {
        _link = link;
        _names = names;
        _time = time;
        _publisher = new StreamPublisher(link, time);
        _reading = new StreamReading(link, time);
        _snapshots = new SnapshotStore(link, names, time);
        _requests = new NodeRequests(link, names, time);
    }

    /// <summary>Whether there is a connection to a NATS server. It is made again whenever it is lost.</summary>
    public bool IsConnected => _link.IsOpen;

    /// <summary>The version of the NATS server, such as <c>2.12.1</c>.</summary>
    public string ServerVersion => _link.Connection.ServerInfo?.Version ?? "";

    /// <summary>NATS servers that each store the whole log.</summary>
    public required int Replicas { get; init; }

    /// <summary>Bytes of the log that are kept; then the oldest entries are dropped.</summary>
    public required long KeepBytes { get; init; }

    /// <summary>Connects, and makes the streams or checks them. Tries for <see cref="ClusterOptions.ConnectTimeout"/>.</summary>
    /// <param name="report">Is given a sentence for the operator, such as when the connection is lost or back, on any thread.</param>
    public static async Task<(ClusterStream? Stream, ClusterFailure? Failure)> OpenAsync(ClusterOptions options, TimeProvider time, Action<string> report, CancellationToken cancel)
    {
        using var timeout = new CancellationTokenSource(options.ConnectTimeout, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        var (link, failure) = await NatsLink.OpenAsync(options, time, report, limit.Token);
        if (link is null)
        {
            return (null, failure);
        }

        var names = new ClusterNames(options.Name);
        (var log, failure) = await new StreamSettings(link, options, time).EnsureAsync(names, limit.Token);
        if (log is null)
        {
            await link.DisposeAsync();
            return (null, failure);
        }

        var stream = new ClusterStream(link, names, time) { Replicas = log.NumReplicas, KeepBytes = log.MaxBytes };
        stream.WarnOfLoss(options.Name, report);
        return (stream, null);
    }

    /// <summary>The sequences of the oldest and the newest entry; if there is none, the first is one more than the last. Waits while the log has no leader.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<(long First, long Last)> BoundsAsync(CancellationToken cancel)
    {
        if (await NatsFaults.StateAsync(_link.Context, _names.Log, _time, cancel) is not { } state)
        {
            throw new OperationCanceledException(cancel);
        }

        return state.Messages == 0 ? ((long)state.LastSeq + 1, (long)state.LastSeq) : ((long)state.FirstSeq, (long)state.LastSeq);
    }

    /// <summary>
    /// Stores a batch; returns its sequence. Sends the same bytes again until a server has answered, so they may be stored more
    /// than once. Without a leader this waits for one.
    /// </summary>
    /// <param name="batch">Must not change until this completes. At most <see cref="MaxBatchBytes"/>.</param>
    /// <param name="settled">The caller does not need the answer any more, for example because it has read the batch in the log.</param>
    /// <returns>null: it was cancelled.</returns>
    public Task<long?> PublishAsync(ReadOnlyMemory<byte> batch, CancellationToken settled)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch.Length, MaxBatchBytes);
        return _publisher.PublishAsync(_names.LogSubject, batch, NatsJSPubOpts.Default, isFinal: _ => false, settled);
    }

    /// <summary>Stores a batch only if the log has none; returns its sequence. null: the log has one, perhaps this one, or it was cancelled.</summary>
    public Task<long?> PublishFirstAsync(ReadOnlyMemory<byte> batch, CancellationToken cancel) =>
        _publisher.PublishAsync(_names.LogSubject, batch, First, isFinal: error => error.ErrCode is WrongLastSequence or NotLastSequence, cancel);

    /// <summary>
    /// The entries from a sequence on, without gaps, until it is cancelled. Waits for new ones. If it ends and was not cancelled,
    /// the log lacks the entry after the last one, or the one at <paramref name="from"/>.
    /// </summary>
    public async IAsyncEnumerable<StreamEntry> ReadAsync(long from, [EnumeratorCancellation] CancellationToken cancel)
    {
        var next = from;
        for (var attempts = 0; attempts < GapAttempts && !cancel.IsCancellationRequested; attempts++)
        {
            await foreach (var message in _reading.ReadAsync(_names.Log, next, headersOnly: false, cancel))
            {
                var metadata = message.Metadata!.Value;
                if ((long)metadata.Sequence.Stream != next)
                {
                    break;
                }

                attempts = 0;
                next++;
                yield return new StreamEntry(next - 1, metadata.Timestamp.ToUnixTimeMilliseconds(), message.Data ?? [], next - 1 + (long)metadata.NumPending);
            }
        }
    }

    /// <summary>Stores a snapshot of the state after the batch at a position; false: it was cancelled.</summary>
    public Task<bool> StoreSnapshotAsync(long position, ReadOnlyMemory<byte> state, CancellationToken cancel) => _snapshots.StoreAsync(position, state, cancel);

    /// <summary>The whole snapshot with the lowest or highest position among those that are wanted; null: there is none, or it was cancelled.</summary>
    public Task<(long Position, byte[] State)?> FindSnapshotAsync(Func<long, bool> wanted, bool oldest, CancellationToken cancel) => _snapshots.FindAsync(wanted, oldest, cancel);

    /// <summary>Answers the questions of other servers to a node, one after the other, until it is cancelled.</summary>
    public Task ServeAsync(string node, Func<ReadOnlyMemory<byte>, ValueTask<byte[]>> answer, CancellationToken cancel) => _requests.ServeAsync(node, answer, cancel);

    /// <summary>Asks a node; null: no answer came in time.</summary>
    public Task<byte[]?> AskAsync(string node, ReadOnlyMemory<byte> question, TimeSpan timeout, CancellationToken cancel) => _requests.AskAsync(node, question, timeout, cancel);

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private void WarnOfLoss(string cluster, Action<string> report)
    {
        if (Version.TryParse(ServerVersion, out var version) && version < new Version(2, 12))
        {
            report($"nats-server {ServerVersion} is known to lose data in rare cases; use 2.12 or later");
        }

        if (Replicas == 1)
        {
            report($"one NATS server keeps the log of cluster {cluster}: if its machine is lost, so is the log");
        }
    }
}
