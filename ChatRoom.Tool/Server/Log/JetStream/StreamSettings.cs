using ChatRoom.Server.Options;
using NATS.Client.JetStream.Models;

namespace ChatRoom.Server.Log.JetStream;

/// <summary>
/// Makes the two streams of a cluster, or checks them if they exist. They are never deleted, purged or changed: nats-server 2.9
/// loses messages of a stream that was made again under its name. Settings that 2.9 does not know are left out.
/// </summary>
internal sealed class StreamSettings(NatsLink link, ClusterOptions options, TimeProvider time)
{
    /// <summary>2.9 has no metadata of streams, so this tells ours from others.</summary>
    private const string Description = "chatroom cluster format 1";

    private const int MaxMessageBytes = 1 << 20;
    private const long StateBytes = 1L << 30;
    private const int UsualReplicas = 3;
    private const int NotFound = 404;
    private const int NotAvailable = 10008;
    private const int NameInUse = 10058;
    private const int NotClustered = 10074;

    /// <summary>The settings of the stream of batches, or the failure.</summary>
    public async Task<(StreamConfig? Log, ClusterFailure? Failure)> EnsureAsync(ClusterNames names, CancellationToken cancel)
    {
        var (log, failure) = await EnsureAsync(names.Log, names.LogSubject, options.KeepBytes ?? ClusterOptions.DefaultKeepBytes, options.KeepBytes, cancel);
        if (failure is null)
        {
            (_, failure) = await EnsureAsync(names.State, names.StateSubjects, StateBytes, StateBytes, cancel);
        }

        return failure is null ? (log, null) : (null, failure);
    }

    /// <param name="keep">The bytes of a new stream.</param>
    /// <param name="required">The bytes that one that exists must have; null: any.</param>
    private async Task<(StreamConfig? Stream, ClusterFailure? Failure)> EnsureAsync(string name, string subject, long keep, long? required, CancellationToken cancel)
    {
        ApiError? lastError = null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, link.Forbidden);
        cancel = limit.Token;
        while (!cancel.IsCancellationRequested)
        {
            var (found, error) = await NatsFaults.RepeatAsync(retry => link.Context.GetStreamAsync(name, cancellationToken: retry), IsAnswer, time, cancel);
            if (error?.Code == NotFound)
            {
                (found, error) = await NatsFaults.RepeatAsync(retry => link.Context.CreateStreamAsync(Settings(name, subject, keep), retry), IsAnswer, time, cancel);
            }

            if (found is not null)
            {
                return Difference(found.Info.Config, Settings(name, subject, keep), required) is { } difference
                    ? (null, new ClusterFailure(ClusterFailureKind.OtherSettings, $"the stream {name} is not ours or has other settings: {difference}"))
                    : (found.Info.Config, null);
            }

            lastError = error ?? lastError;
            if (error?.ErrCode == NotClustered)
            {
                break;
            }

            // Another server may just have made it, or NATS servers that shall store it are still starting.
            await NatsFaults.DelayAsync(NatsFaults.RetryAfter, time, cancel);
        }

        return (null, Failure(name, lastError));
    }

    /// <summary>Whether it is an answer, and not that nobody can answer now.</summary>
    private static bool IsAnswer(ApiError error) => error.ErrCode != NotAvailable;

    private ClusterFailure Failure(string name, ApiError? error) => (error, link.LastError) switch
    {
        ({ ErrCode: not NameInUse } refused, _) => new ClusterFailure(
            ClusterFailureKind.OtherSettings,
            $"NATS cannot keep {Replicas} copies of the stream {name}: {refused.Description}; give NATS more servers or storage, or ask for less of them"),
        (_, { } said) => new ClusterFailure(ClusterFailureKind.Refused, $"NATS refuses us: {said}; check the permissions of our user"),
        _ => new ClusterFailure(
            ClusterFailureKind.NoAnswer,
            $"the NATS servers at {string.Join(", ", options.Uris)} have no JetStream that answers: enable it, and start most of them"),
    };

    /// <summary>Servers of a cluster that still starts may not know each other yet, so their number says nothing.</summary>
    private int Replicas => options.Replicas ?? (link.Connection.ServerInfo?.Cluster is { Length: > 0 } ? UsualReplicas : 1);

    private StreamConfig Settings(string name, string subject, long keep) => new(name, [subject])
    {
        Description = Description,
        Storage = StreamConfigStorage.File,
        Retention = StreamConfigRetention.Limits,
        Discard = StreamConfigDiscard.Old,
        NumReplicas = Replicas,
        MaxBytes = keep,
        MaxMsgs = -1,
        MaxConsumers = -1,
        MaxMsgsPerSubject = -1,
        MaxMsgSize = MaxMessageBytes,
        DenyDelete = true,
        DenyPurge = true,
    };

    /// <summary>The first setting that differs, as half a sentence; null: none.</summary>
    private string? Difference(StreamConfig actual, StreamConfig ours, long? keep)
    {
        (string Field, object? Actual, object? Ours)[] fields =
        [
            ("description", actual.Description, ours.Description),
            ("subjects", string.Join(' ', actual.Subjects ?? []), string.Join(' ', ours.Subjects!)),
            ("storage", actual.Storage, ours.Storage),
            ("retention", actual.Retention, ours.Retention),
            ("discard", actual.Discard, ours.Discard),
            ("max_bytes", actual.MaxBytes, keep ?? actual.MaxBytes),
            ("max_msgs", actual.MaxMsgs, ours.MaxMsgs),
            ("max_msgs_per_subject", actual.MaxMsgsPerSubject, ours.MaxMsgsPerSubject),
            ("max_age", actual.MaxAge, ours.MaxAge),
            ("max_msg_size", actual.MaxMsgSize, ours.MaxMsgSize),
            ("num_replicas", actual.NumReplicas, options.Replicas ?? actual.NumReplicas),
            ("deny_delete", actual.DenyDelete, ours.DenyDelete),
            ("deny_purge", actual.DenyPurge, ours.DenyPurge),
            ("sealed", actual.Sealed, ours.Sealed),
            ("no_ack", actual.NoAck, ours.NoAck),
            ("sources", actual.Sources?.Count ?? 0, 0),
        ];
        return Array.Find(fields, field => !Equals(field.Actual, field.Ours)) is { Field: { } name } differs
            ? $"{name} is {Text(differs.Actual)}, not {Text(differs.Ours)}"
            : null;
    }

    private static string Text(object? value) => value switch
    {
        null or "" => "empty",
        Enum or bool => $"{value}".ToLowerInvariant(),
        _ => $"{value}",
    };
}
