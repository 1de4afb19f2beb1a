using System.Diagnostics.CodeAnalysis;
using ChatRoom.Protocol;
using ChatRoom.Server.Events;
using ChatRoom.Server.Log.Segments;
using ChatRoom.Server.Time;

namespace ChatRoom.Server.Moderation.Log;

/// <summary>
/// The acts of operators in one order: each is decided, written to disk if there is a log there, applied, and only then told to its
/// caller. An act whose records cannot be written is refused, and nothing has happened. Any thread: acts take a lock; the lists
/// are read without one.
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

    /// <summary>Decides an act, writes its records, and applies them; returns why not, or null.</summary>
    /// <param name="decide">Is given the state, and the time by which it is judged what is over. It changes nothing.</param>
    /// <param name="records">The records of the act. None: it was refused, or it changes nothing.</param>
    public Refusal? TryCommit(Func<ControlState, long, ControlDecision> decide, out ControlRecord[] records)
    {
        lock (_lock)
        {
            var now = _ages.Now();
            (var refusal, records) = decide(_state, now);
            if (refusal is not null || records.Length == 0)
            {
                return refusal;
            }

            var written = records;
            if (_store is not null && !_store.TryAppend(_state, records, Now, now, out written, out var whyNot))
            {
                records = [];
                _failure.Began($"bans, mutes and locks are refused until the log can be written: {whyNot}");
                return Refusal.ActNotWritten;
            }

            Apply(written);
            _failure.Ended();
        }

        _requestSync();
        return null;
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
