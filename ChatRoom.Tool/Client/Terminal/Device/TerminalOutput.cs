using System.Diagnostics.CodeAnalysis;

namespace ChatRoom.Client.Terminal.Device;

/// <summary>
/// What is written to the terminal, by a thread of its own: a terminal may take nothing for any time, after Ctrl-S or
/// while its window is stopped, and nobody else must wait for it. Guarded by its own lock.
/// </summary>
/// <param name="send">Writes to the terminal, and waits as long as that takes nothing.</param>
/// <param name="taken">Called when more may be written, after <see cref="IsReady"/> was false.</param>
internal sealed class TerminalOutput(Action<string> send, Action taken) : IDisposable
{
    /// <summary>UTF-16 units that are sent at once; between two of these it is known that the terminal takes something.</summary>
    private const int PieceLength = 4096;

    /// <summary>Pieces that may wait at a sudden end: a screen has fewer.</summary>
    private const int MostAtEnd = 16;

    private readonly object _gate = new();
    private readonly Queue<string> _waiting = new();
    private long _sent;
    private bool _isSending;
    private bool _isAsked;
    private bool _isClosed;

    /// <summary>Pieces that the terminal has taken; grows as long as it takes any.</summary>
    public long Sent => Volatile.Read(ref _sent);

    public void Start() => new Thread(SendAll) { IsBackground = true, Name = "terminal output" }.Start();

    /// <summary>Any thread may write; none waits.</summary>
    public void Write(string text)
    {
        lock (_gate)
        {
            for (int start = 0, length; start < text.Length; start += length)
            {
                length = Math.Min(PieceLength, text.Length - start);
                length -= start + length < text.Length && char.IsHighSurrogate(text[start + length - 1]) ? 1 : 0;
                _waiting.Enqueue(text.Substring(start, length));
            }

            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Whether more may be written: at most one piece is on its way. If not, the moment is told at which it may.</summary>
    public bool IsReady()
    {
        lock (_gate)
        {
            var isReady = _waiting.Count == 0;
            _isAsked |= !isReady;
            return isReady;
        }
    }

    /// <summary>
    /// Waits until the terminal has taken all. False if it takes nothing for <paramref name="patience"/>: then what waits
    /// is dropped.
    /// </summary>
    public bool Drain(TimeSpan patience)
    {
        lock (_gate)
        {
            while (!IsIdle)
            {
                var before = _sent;
                Monitor.Wait(_gate, patience);
                if (_sent == before)
                {
                    _waiting.Clear();
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Drops what waits if it is more than a screen.</summary>
    public void DropBacklog()
    {
        lock (_gate)
        {
            if (_waiting.Count > MostAtEnd)
            {
                _waiting.Clear();
            }
        }
    }

    /// <summary>Nothing more is written. The thread ends as soon as the terminal lets it.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
    }

    private bool IsIdle => _waiting.Count == 0 && !_isSending;

    private void SendAll()
    {
        while (TryTake(out var piece))
        {
            send(piece);
            if (IsAskedAfter())
            {
                taken();
            }
        }
    }

    private bool TryTake([NotNullWhen(true)] out string? piece)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_isClosed)
            {
                Monitor.Wait(_gate);
            }

            _isSending = _waiting.TryDequeue(out piece);
            return piece is not null;
        }
    }

    /// <summary>A piece was taken; returns whether somebody is to be told that more may be written.</summary>
    private bool IsAskedAfter()
    {
        lock (_gate)
        {
            _sent++;
            _isSending = false;
            Monitor.PulseAll(_gate);
            var isAsked = _isAsked && _waiting.Count == 0;
            _isAsked &= !isAsked;
            return isAsked;
        }
    }
}
