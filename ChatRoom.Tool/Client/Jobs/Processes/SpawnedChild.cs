using ChatRoom.Native.Processes;

namespace ChatRoom.Client.Jobs.Processes;

/// <summary>
/// A program that <see cref="PosixSpawn"/> started. A thread waits for its end, because the runtime would reap our children
/// if we asked it for SIGCHLD. Guarded by its own lock, so that no signal goes to another process that got the same id.
/// </summary>
internal sealed class SpawnedChild : ChildProcess
{
    private readonly Lock _lock = new();
    private readonly int _id;
    private readonly Task<int> _end;
    private bool _isReaped;

    public SpawnedChild(int id, ChildPipes pipes)
    {
        _id = id;
        (Input, Output, Errors) = (pipes.Input, pipes.Output, pipes.Errors);
        _end = Task.Factory.StartNew(Wait, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public override Task<int> WaitForExitAsync() => _end;

    public override void Send(int signal) => IfNotReaped(id => Posix.Send(id, signal));

    public override void Terminate() => IfNotReaped(ProcessTree.Terminate);

    public override void Kill() => IfNotReaped(ProcessTree.Kill);

    private void IfNotReaped(Action<int> act)
    {
        lock (_lock)
        {
            if (!_isReaped)
            {
                act(_id);
            }
        }
    }

    private int Wait()
    {
        ChildProcesses.WaitFor(_id);
        ProcessTree.ReapOrphans();
        lock (_lock)
        {
            _isReaped = true;
            return ChildProcesses.Reap(_id);
        }
    }
}
