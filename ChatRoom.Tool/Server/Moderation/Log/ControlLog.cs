using System.Diagnostics.CodeAnalysis;
using ChatRoom.Protocol;
using ChatRoom.Server.Events;
using ChatRoom.Server.Log.Segments;
using ChatRoom.Server.Time;

namespace ChatRoom.Server.Moderation.Log;

/// <summary>Does what follows from a record for the connections of this server; returns the number of those that it ended.</summary>
internal delegate int Enforce(ControlRecord record);

/// <summary>
/// The acts of operators in one order: each is decided, written to disk if there is a log there, applied, enforced, and only then
/// told to its caller. An act whose records cannot be written is refused, and nothing has happened. Acts come from the loop, once it
/// runs. A lock guards the state, because <see cref="Sync"/> reads it on a thread of its own; the lists are read without one.
/// </summary>
internal sealed class ControlLog : IDisposable
{
    private readonly Lock _lock = new();

    // Held for a disk's time; no act takes it.
    private readonly Lock _syncLock = new();
    private readonly TimeProvider _time;
    private readonly AgeClock _ages;
    private readonly ControlState _state;
    private readonly ControlStore? _store;
    private readonly Action<string> _report;
    private readonly Action _requestSync;
    private readonly ReportOnce _failure;
    private readonly ReportOnce _syncFailure;

    /// <summary>A log in memory: it ends with the server.</summary>
    public ControlLog(TimeProvider time)
        : this(time, new ControlState(), store: null, _ => { }, () => { })
    {
    }

    private ControlLog(TimeProvider time, ControlState state, ControlStore? store, Action<string> report, Action requestSync)
    {
        (_time, _state, _store, _report, _requestSync) = (time, state, store, report, requestSync);
        _ages = new AgeClock(time, lastTime: 0);
        _failure = new ReportOnce(report, "bans, mutes and locks are written to the log again");
        _syncFailure = new ReportOnce(report, "bans, mutes and locks are brought to the disk again");
        Bans = new Bans(time);
        Mutes = new Bans(time);
        Publish();
    }

    public Bans Bans { get; }

    public Bans Mutes { get; }

    public TopicLocks Locks { get; } = new();

    /// <summary>Is given each record after its act was applied. Set before the first connection; null: nobody is connected.</summary>
    public Enforce? Enforce { get; set; }

    /// <summary>Unix milliseconds.</summary>
    public long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Reads the log of an earlier run.</summary>
    /// <param name="folder">Its directory, which is created with the first record.</param>
    /// <param name="write">Writes bytes to a file.</param>
    /// <param name="report">Writes a sentence to the operator's log; from any thread.</param>
    /// <param name="requestSync">Called when there is something to <see cref="Sync"/>; from any thread.</param>
    /// <param name="log">The log.</param>
    /// <param name="whyNot">The problem, and what to do.</param>
    public static bool TryOpen(
        TimeProvider time, LogDirectory folder, WriteBytes write, Action<string> report, Action requestSync, [NotNullWhen(true)] out ControlLog? log, [NotNullWhen(false)] out string? whyNot)
    {
        log = ControlStore.TryOpen(folder, write, report, out var store, out var state, out whyNot)
            ? new ControlLog(time, state, store, report, requestSync)
            : null;
        return log is not null;
    }

    /// <summary>Brings an act into the order that other servers share; it is applied when it comes back. null: this server is alone.</summary>
    public Commit? Propose { get; set; }

    /// <summary>Brings an act into the order, and completes with its outcome. A server alone applies it at once.</summary>
    public ValueTask<ControlOutcome> CommitAsync(ControlAct act)
    {
        if (Propose is not null)
        {
            return Propose(act);
        }

        long now;
        lock (_lock)
        {
            now = _ages.Now();
        }

        return ValueTask.FromResult(Apply(act, Now, now));
    }

    /// <summary>Decides an act whose turn has come, writes its records, applies them, and enforces them.</summary>
    /// <param name="time">The time of the act, in Unix milliseconds.</param>
    /// <param name="now">The time by which it is judged what is over, in Unix milliseconds.</param>
    public ControlOutcome Apply(ControlAct act, long time, long now)
    {
        if (Write(act, time, now, out var records) is { } refusal)
        {
            return new ControlOutcome(refusal, [], Expelled: 0);
        }

        // Without the lock: connections are closed, and members are told.
        return new ControlOutcome(null, records, Enforce is null ? 0 : records.Sum(record => Enforce(record)));
    }

    /// <summary>All that is in force, as the head of a segment, which <see cref="Restore(ReadOnlySpan{byte})"/> reads.</summary>
    public byte[] Head()
    {
        lock (_lock)
        {
            return ControlLines.Encode(_state.HeadOf(number: 1, Now, Now));
        }
    }

    /// <summary>Takes what is in force at other servers, in place of all that it has.</summary>
    /// <param name="head">Empty: nothing.</param>
    public void Restore(ReadOnlySpan<byte> head)
    {
        lock (_lock)
        {
            _state.Apply(new ControlRecord.Head(Number: 1, Now));
            while (!head.IsEmpty)
            {
                var end = head.IndexOf((byte)'\n');
                if (ControlLines.TryParse(head[..end], out var record, out _))
                {
                    _state.Apply(record);
                }

                head = head[(end + 1)..];
            }

            Publish();
        }
    }

    /// <summary>
    /// Brings the log to the disk; writes it anew if somebody has removed it. False: that failed, and was reported once. Takes a
    /// disk's time.
    /// </summary>
    public bool Sync()
    {
        lock (_syncLock)
        {
            var whyNot = _store?.Sync();
            if (_store is { IsRemoved: true })
            {
                whyNot = Restore(_store, whyNot!);
            }

            if (whyNot is not null)
            {
                _syncFailure.Began(whyNot);
                return false;
            }

            _syncFailure.Ended();
            return true;
        }
    }

    public void Dispose() => _store?.Dispose();

    /// <summary>Decides an act, writes its records, and applies them; returns why not, or null.</summary>
    /// <param name="records">None: it was refused, or it changes nothing.</param>
    private Refusal? Write(ControlAct act, long time, long now, out ControlRecord[] records)
    {
        lock (_lock)
        {
            (var refusal, records) = _state.Decide(act, time, now);
            if (refusal is not null || records.Length == 0)
            {
                return refusal;
            }

            var written = records;
            if (_store is not null && !_store.TryAppend(_state, records, time, now, out written, out var whyNot))
            {
                _failure.Began($"bans, mutes and locks are refused until the log can be written: {whyNot}");
                return Refusal.ActNotWritten;
            }

            Apply(written);
            _failure.Ended();
        }

        _requestSync();
        return null;
    }

    /// <summary>Begins a segment anew in place of those that somebody removed. Returns null, or why that failed.</summary>
    private string? Restore(ControlStore store, string problem)
    {
        lock (_lock)
        {
            if (!store.TryBeginNext(_state, [], Now, _ages.Now(), out var written, out var whyNot))
            {
                return $"{problem}: {whyNot}";
            }

            Apply(written);
        }

        _report($"{problem}; bans, mutes and locks were written again");
        return store.Sync();
    }

    private void Apply(ControlRecord[] written)
    {
        Array.ForEach(written, _state.Apply);
        Publish();
    }

    private void Publish()
    {
        Bans.Publish([.. _state.All(BanList.Bans)]);
        Mutes.Publish([.. _state.All(BanList.Mutes)]);
        Locks.Publish(_state.Locks);
    }
}
