using System.Net.Sockets;
using ChatRoom.Native.Sockets;
using Microsoft.Win32.SafeHandles;

namespace ChatRoom.Server.Connections.Loops;

/// <summary>
/// The loop for Linux: one thread waits for input of all connections at once. Each connection with input receives
/// it, and then one round of the pump sends all results. The sockets of .NET still do the rest. Slots are assigned
/// under the lock, and read by the loop thread without it.
/// </summary>
internal sealed class EpollLoop : EventLoop
{
    private const int EventsAtOnce = 1024;

    /// <summary>The key of the descriptor that wakes the loop; it has no readiness.</summary>
    private const long WakeKey = -1;

    private readonly int _epoll;

    // Closed by its finalizer: a late call of Wake must not write to a descriptor that was opened since.
    private readonly SafeFileHandle _wake;
    private readonly Lock _lock = new();
    private readonly Stack<int> _freeSlots = [];
    private readonly Epoll.Event[] _events = new Epoll.Event[EventsAtOnce];
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly InputCoalescing _coalescing = new(TimeProvider.System.TimestampFrequency);
    private readonly Task _running;
    private Readiness?[] _slots = new Readiness?[64];
    private int _usedSlots;
    private int _watched;
    private int _signaled;
    private int _rounds;
    private volatile bool _stopping;

    private EpollLoop(Action round, int epoll, int wake)
        : base(round)
    {
        _epoll = epoll;
        _wake = new SafeFileHandle(wake, ownsHandle: true);
        _running = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>null: this system has no epoll, or refuses to create one.</summary>
    public static EpollLoop? TryStart(Action round)
    {
        if (!Epoll.IsKnown)
        {
            return null;
        }

        var epoll = Epoll.Create(Epoll.CloseOnExec);
        var wake = Epoll.CreateEvent(0, Epoll.CloseOnExec | Epoll.NonBlocking);
        var watched = new Epoll.Event { Events = Epoll.Input, Data = WakeKey };
        if (epoll < 0 || wake < 0 || Epoll.Control(epoll, Epoll.Add, wake, ref watched) < 0)
        {
            _ = Epoll.Close(epoll);
            _ = Epoll.Close(wake);
            return null;
        }

        return new EpollLoop(round, epoll, wake);
    }

    public override bool WatchesSockets => true;

    public override Readiness? Watch(Socket socket)
    {
        var readiness = TakeSlot();
        var watched = new Epoll.Event
        {
            Events = Epoll.Input | Epoll.Output | Epoll.PeerClosed | Epoll.EdgeTriggered,
            Data = readiness.Key,
        };
        if (Epoll.Control(_epoll, Epoll.Add, (int)socket.Handle, ref watched) == 0)
        {
            return readiness;
        }

        Forget(readiness);
        return null;
    }

    public override async Task StopAsync()
    {
        _stopping = true;
        Signal();
        await _running;
    }

    public override void Dispose() => _ = Epoll.Close(_epoll);

    /// <summary>The socket of this readiness is closed: its slot is free. Any thread.</summary>
    public void Forget(Readiness readiness)
    {
        lock (_lock)
        {
            if (_slots[readiness.Slot] == readiness)
            {
                _slots[readiness.Slot] = null;
                _freeSlots.Push(readiness.Slot);
            }
        }
    }

    protected override void Signal()
    {
        // The loop's own thread looks for work anyway, after what it is doing.
        if (Interlocked.Exchange(ref _signaled, 1) == 0 && !IsCurrent)
        {
            Epoll.Signal((int)_wake.DangerousGetHandle());
            GC.KeepAlive(this);
        }
    }

    private void Run()
    {
        Begin();
        while (!_stopping)
        {
            // If there is work since the last time, the loop does not sleep.
            if (Receive(Volatile.Read(ref _signaled) == 0 ? -1 : 0, out var heard) && NeedsRound)
            {
                LookForMore(heard);
            }

            if (Interlocked.Exchange(ref _signaled, 0) != 0)
            {
                var begin = _time.GetTimestamp();
                var isRound = NeedsRound;
                Work();
                if (isRound)
                {
                    _coalescing.End(_time.GetTimestamp() - begin);
                    _rounds++;
                }
            }
        }
    }

    private void LookForMore(int heard)
    {
        _coalescing.Begin(heard, _time.GetTimestamp());
        bool found;
        do
        {
            found = Receive(0, out heard);
        }
        while (_coalescing.GoesOn(found, heard, _time.GetTimestamp()));
    }

    /// <summary>Lets the connections with input receive it; false: there is none.</summary>
    /// <param name="timeout">Milliseconds to wait for input; -1: no limit.</param>
    /// <param name="heard">The number of those that had not received any since the last round.</param>
    private bool Receive(int timeout, out int heard)
    {
        var count = Epoll.Wait(_epoll, _events, _events.Length, timeout);
        heard = 0;
        for (var i = 0; i < count; i++)
        {
            heard += Handle(_events[i]) ? 1 : 0;
        }

        return count > 0;
    }

    /// <summary>Lets a connection go on; true if it has not received any input since the last round.</summary>
    private bool Handle(in Epoll.Event happened)
    {
        if (happened.Data == WakeKey)
        {
            Epoll.ClearSignal((int)_wake.DangerousGetHandle());
            return false;
        }

        // The slot may belong to another socket by now. If that one were marked as ended, it would never wait again:
        // it would poll for input forever, perhaps on this thread.
        if (Volatile.Read(ref _slots)[(int)happened.Data] is not { } readiness || readiness.Key != happened.Data)
        {
            return false;
        }

        const uint broken = Epoll.HangUp | Epoll.Error;
        if ((happened.Events & (Epoll.Output | broken)) != 0)
        {
            readiness.SetOutput();
        }

        if ((happened.Events & ~Epoll.Output) != 0)
        {
            readiness.Set(ended: (happened.Events & (Epoll.PeerClosed | broken)) != 0);
        }

        var isFirst = readiness.Round != _rounds;
        readiness.Round = _rounds;
        return isFirst;
    }

    private Readiness TakeSlot()
    {
        lock (_lock)
        {
            var slot = _freeSlots.TryPop(out var free) ? free : _usedSlots++;
            if (slot == _slots.Length)
            {
                var larger = new Readiness?[2 * _slots.Length];
                _slots.CopyTo(larger, 0);
                Volatile.Write(ref _slots, larger);
            }

            var key = ((long)(_watched++ & int.MaxValue) << 32) | (uint)slot;
            return _slots[slot] = new Readiness(this, key);
        }
    }
}
