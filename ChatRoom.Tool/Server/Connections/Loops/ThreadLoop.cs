using System.Net.Sockets;

namespace ChatRoom.Server.Connections.Loops;

/// <summary>The loop for systems without epoll. Its thread runs only the rounds; .NET waits for the sockets.</summary>
internal sealed class ThreadLoop : EventLoop
{
    private readonly Action _round;
    // Never disposed of: a thread may wake the loop after its end.
    private readonly AutoResetEvent _changed = new(false);
    private readonly Task _running;
    private int _signaled;
    private volatile bool _stopping;

    public ThreadLoop(Action round)
    {
        _round = round;
        _running = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public override void Wake()
    {
        // A full fence: the requested round sees all that was appended before this call.
        if (Interlocked.Exchange(ref _signaled, 1) == 0)
        {
            _changed.Set();
        }
    }

    public override Readiness? Watch(Socket socket) => null;

    public override async Task StopAsync()
    {
        _stopping = true;
        Wake();
        await _running;
    }

    public override void Dispose()
    {
        // Other threads may still use everything that it holds.
    }

    private void Run()
    {
        while (!_stopping)
        {
            _changed.WaitOne();
            Interlocked.Exchange(ref _signaled, 0);
            _round();
        }
    }
}
