using ChatRoom.Native.Sockets;
using Microsoft.Win32.SafeHandles;

namespace ChatRoom.Server.Fanout.Sending;

/// <summary>
/// Threads that send the same bytes to many sockets together with the loop's thread. The sockets are divided into blocks, and
/// each thread takes the next block that nobody has taken. So the loop never waits for a thread that has not begun, only for
/// blocks that are being sent. Linux only. Called on the loop's thread.
/// </summary>
internal sealed class SendingThreads
{
    /// <summary>Sockets that one thread sends to before it takes more: about 100 microseconds.</summary>
    private const int BlockSize = 16;

    private readonly TimeProvider _time;
    private readonly SafeFileHandle[] _wakes;
    private readonly Task[] _running;
    private readonly Lock _lock = new();
    private readonly List<(int Index, int Sent)> _shortfalls = [];

    // The bytes and the sockets. They stay the same until every block is finished.
    private unsafe byte* _first;
    private unsafe byte* _second;
    private int _firstLength;
    private int _secondLength;
    private ReadOnlyMemory<int> _sockets;

    // The number of the work, and the blocks that nobody has taken, in one word, so that a late thread takes no block of older work.
    private long _untaken;
    private int _unfinished;
    private long _used;
    private volatile bool _stopping;

    /// <param name="count">The most threads beside the loop's; 0: the loop sends alone. There are fewer if descriptors are used up.</param>
    /// <param name="time">Measures how long they send.</param>
    public SendingThreads(int count, TimeProvider time)
    {
        _time = time;
        _wakes = [.. Enumerable.Range(0, count).Select(_ => new SafeFileHandle(Epoll.CreateEvent(0, Epoll.CloseOnExec), ownsHandle: true)).Where(wake => !wake.IsInvalid)];
        _running = [.. _wakes.Select(wake => Task.Factory.StartNew(() => Run(wake), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
    }

    public int Count => _running.Length;

    /// <summary>The time for which the threads have sent, beside the loop's.</summary>
    public TimeSpan Used => TimeSpan.FromSeconds((double)Volatile.Read(ref _used) / _time.TimestampFrequency);

    /// <summary>
    /// Sends two pieces as one to each socket that is not negative. Returns the sockets that did not accept all, by index, and the
    /// bytes that each accepted; negative: the peer is lost. The list is valid until the next call.
    /// </summary>
    /// <param name="threads">The number of threads to wake.</param>
    public unsafe List<(int Index, int Sent)> Send(ReadOnlyMemory<int> sockets, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, int threads)
    {
        _shortfalls.Clear();
        fixed (byte* one = first)
        fixed (byte* two = second)
        {
            _first = one;
            _second = two;
            (_firstLength, _secondLength, _sockets) = (first.Length, second.Length, sockets);
            var blocks = (sockets.Length + BlockSize - 1) / BlockSize;
            _unfinished = blocks;
            Volatile.Write(ref _untaken, (((_untaken >> 32) + 1) << 32) + blocks);
            for (var i = 0; i < threads; i++)
            {
                Epoll.Signal((int)_wakes[i].DangerousGetHandle());
            }

            SendBlocks();
            for (var wait = default(SpinWait); Volatile.Read(ref _unfinished) > 0;)
            {
                wait.SpinOnce(sleep1Threshold: -1);
            }
        }

        return _shortfalls;
    }

    /// <summary>Ends the threads.</summary>
    public async Task StopAsync()
    {
        _stopping = true;
        Array.ForEach(_wakes, wake => Epoll.Signal((int)wake.DangerousGetHandle()));
        await Task.WhenAll(_running);
        Array.ForEach(_wakes, wake => wake.Dispose());
    }

    private void Run(SafeFileHandle wake)
    {
        while (!_stopping)
        {
            Epoll.ClearSignal((int)wake.DangerousGetHandle());
            var begin = _time.GetTimestamp();
            SendBlocks();
            Interlocked.Add(ref _used, _time.GetTimestamp() - begin);
        }
    }

    private void SendBlocks()
    {
        while (TryTake(out var block))
        {
            SendBlock(block * BlockSize);
            Interlocked.Decrement(ref _unfinished);
        }
    }

    private bool TryTake(out int block)
    {
        var untaken = Volatile.Read(ref _untaken);
        while ((int)untaken > 0)
        {
            var before = Interlocked.CompareExchange(ref _untaken, untaken - 1, untaken);
            if (before == untaken)
            {
                block = (int)untaken - 1;
                return true;
            }

            untaken = before;
        }

        block = 0;
        return false;
    }

    private unsafe void SendBlock(int start)
    {
        var sockets = _sockets.Span;
        var end = Math.Min(start + BlockSize, sockets.Length);
        for (var i = start; i < end; i++)
        {
            if (sockets[i] < 0)
            {
                continue;
            }

            var sent = LinuxSocket.Send(sockets[i], _first, _firstLength, _second, _secondLength);
            if (sent != _firstLength + _secondLength)
            {
                lock (_lock)
                {
                    _shortfalls.Add((i, sent));
                }
            }
        }
    }
}
