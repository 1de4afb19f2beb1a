using System.Net.Sockets;

namespace ChatRoom.Server.Connections.Loops;

/// <summary>The loop for systems without epoll: .NET waits for the sockets, and what follows runs on the loop's thread.</summary>
internal sealed class ThreadLoop : EventLoop
{
    // Never disposed of: a thread may wake the loop after its end.
    private readonly AutoResetEvent _changed = new(false);
    private readonly Task _running;
    private int _signaled;
    private volatile bool _stopping;

    public ThreadLoop(Action round)
        : base(round) =>
        _running = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public override bool WatchesSockets => false;

    public override Readiness? Watch(Socket socket) => null;

    public override async Task StopAsync()
    {
        _stopping = true;
        Signal();
        await _running;
    }

    public override void Dispose()
    {
        // Other threads may still use everything that it holds.
    }

    protected override void Signal()
    {
        // A full fence: the work that follows sees all that was appended before this call.
        if (Interlocked.Exchange(ref _signaled, 1) == 0)
        {
            _changed.Set();
        }
    }

    private void Run()
    {
        Begin();
        while (!_stopping)
        {
            _changed.WaitOne();
            Interlocked.Exchange(ref _signaled, 0);
            Work();
        }
    }
}
