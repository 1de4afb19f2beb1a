using System.Collections.Concurrent;

namespace ChatRoom.Tests.Attacks;

/// <summary>Counts what attackers do. Any thread may count.</summary>
internal sealed class AttackTally
{
    private readonly ConcurrentDictionary<string, long> _rounds = [];
    private long _connections;
    private long _sent;
    private long _received;

    public long Connections => Interlocked.Read(ref _connections);

    public long Sent => Interlocked.Read(ref _sent);

    public long Received => Interlocked.Read(ref _received);

    public long Rounds => _rounds.Values.Sum();

    public void CountRound(string kind) => _rounds.AddOrUpdate(kind, 1, (_, count) => count + 1);

    public void CountConnection() => Interlocked.Increment(ref _connections);

    public void CountSent(int bytes) => Interlocked.Add(ref _sent, bytes);

    public void CountReceived(int bytes) => Interlocked.Add(ref _received, bytes);

    /// <summary>One line for each kind, with its rounds.</summary>
    public string Table() => string.Concat(_rounds.OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => $"  {kind.Value,10:N0}  {kind.Key}\n"));
}
