using ChatRoom.Native.Processes;

namespace ChatRoom.Client.Jobs.Processes;

/// <summary>
/// A program that <see cref="Spawning"/> started. A thread waits for its end: a signal that tells of it would have the runtime
/// look after our children. Guarded by its own lock, so that nothing is sent to another process that got its id.
/// </summary>
internal sealed class SpawnedChild : ChildProcess
{
    private readonly Lock _gate = new();
    private readonly int _id;
    private readonly Task<int> _end;
    private bool _isReaped;

    public SpawnedChild(int id, ChildPipes pipes)
    {
        _id = id;
        (Input, Output, Errors) = (pipes.Input, pipes.Output, pipes.Errors);
        _end = Task.Factory.StartNew(Wait, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public override Task<int> EndsAsync() => _end;

    public override void Send(int signal) => UnlessReaped(id => Posix.Send(id, signal));

    public override void Terminate() => UnlessReaped(ProcessTree.Terminate);

    public override void Kill() => UnlessReaped(ProcessTree.Kill);

    private void UnlessReaped(Action<int> act)
    {
        lock (_gate)
        {
            if (!_isReaped)
            {
                act(_id);
            }
        }
    }

    private int Wait()
    {
        Children.WaitFor(_id);
        ProcessTree.ReapOrphans();
        lock (_gate)
        {
            _isReaped = true;
            return Children.Reap(_id);
        }
    }
}
