using System.Net.Sockets;

namespace ChatRoom.Server.Connections.Loops;

/// <summary>The loop for every system: a thread for the rounds; sockets tell by themselves when there is input.</summary>
internal sealed class ThreadLoop : EventLoop
{
    private readonly Action _round;
    // Never disposed of: somebody may wake the loop late, when it is over, and find nobody.
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
        // A full fence, so that what was appended before is seen by the round that this call relies on.
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
        // There is nothing that others could not still use.
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
