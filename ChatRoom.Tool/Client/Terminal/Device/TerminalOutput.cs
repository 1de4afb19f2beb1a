using System.Diagnostics.CodeAnalysis;

namespace ChatRoom.Client.Terminal.Device;

/// <summary>
/// Writes to the terminal on a thread of its own, so that nothing else waits for it. A terminal may accept nothing for any
/// time, after Ctrl-S or while its window is stopped. Any thread; guarded by its own lock.
/// </summary>
/// <param name="send">Writes to the terminal, and blocks while it accepts nothing.</param>
/// <param name="onWritable">Called when more may be written, after <see cref="IsWritable"/> was false.</param>
internal sealed class TerminalOutput(Action<string> send, Action onWritable) : IDisposable
{
    /// <summary>UTF-16 units of one write; after each, it is known that the terminal accepts output.</summary>
    private const int ChunkLength = 4096;

    /// <summary>Chunks that may wait at a sudden exit: a screen has fewer.</summary>
    private const int MaxChunksAtExit = 16;

    private readonly object _lock = new();
    private readonly Queue<string> _waiting = new();
    private long _sent;
    private bool _isSending;
    private bool _isCallbackDue;
    private bool _isClosed;

    /// <summary>The chunks that the terminal has accepted.</summary>
    public long Sent => Volatile.Read(ref _sent);

    public void Start() => new Thread(SendAll) { IsBackground = true, Name = "terminal output" }.Start();

    /// <summary>Queues a text; never waits.</summary>
    public void Write(string text)
    {
        lock (_lock)
        {
            for (int start = 0, length; start < text.Length; start += length)
            {
                length = Math.Min(ChunkLength, text.Length - start);
                length -= start + length < text.Length && char.IsHighSurrogate(text[start + length - 1]) ? 1 : 0;
                _waiting.Enqueue(text.Substring(start, length));
            }

            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Whether more may be written: at most one chunk is being sent. If not, the callback reports when it may.</summary>
    public bool IsWritable()
    {
        lock (_lock)
        {
            var isWritable = _waiting.Count == 0;
            _isCallbackDue |= !isWritable;
            return isWritable;
        }
    }

    /// <summary>
    /// Waits until the terminal has accepted everything. False: it accepted nothing for <paramref name="timeout"/>, and the
    /// waiting output is dropped.
    /// </summary>
    public bool Drain(TimeSpan timeout)
    {
        lock (_lock)
        {
            while (!IsIdle)
            {
                var before = _sent;
                Monitor.Wait(_lock, timeout);
                if (_sent == before)
                {
                    _waiting.Clear();
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Drops the waiting output if it is more than a screen.</summary>
    public void DropBacklog()
    {
        lock (_lock)
        {
            if (_waiting.Count > MaxChunksAtExit)
            {
                _waiting.Clear();
            }
        }
    }

    /// <summary>Nothing more is written. The thread ends as soon as the terminal unblocks it.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
            Monitor.PulseAll(_lock);
        }
    }

    private bool IsIdle => _waiting.Count == 0 && !_isSending;

    private void SendAll()
    {
        while (TryTake(out var chunk))
        {
            send(chunk);
            if (CompleteChunk())
            {
                onWritable();
            }
        }
    }

    private bool TryTake([NotNullWhen(true)] out string? chunk)
    {
        lock (_lock)
        {
            while (_waiting.Count == 0 && !_isClosed)
            {
                Monitor.Wait(_lock);
            }

            _isSending = _waiting.TryDequeue(out chunk);
            return chunk is not null;
        }
    }

    /// <summary>Counts an accepted chunk; returns whether the callback has to be called.</summary>
    private bool CompleteChunk()
    {
        lock (_lock)
        {
            _sent++;
            _isSending = false;
            Monitor.PulseAll(_lock);
            var isCallbackDue = _isCallbackDue && _waiting.Count == 0;
            _isCallbackDue &= !isCallbackDue;
            return isCallbackDue;
        }
    }
}
