namespace ChatRoom.Server.Cluster;

/// <summary>Tasks for which nobody waits until the server ends. Loop thread only.</summary>
/// <param name="fault">Is given a bug.</param>
/// <param name="stop">Cancels them.</param>
internal sealed class RunningTasks(Action<Exception> fault, CancellationToken stop)
{
    private readonly List<Task> _all = [];

    public void Add(Task task)
    {
        _all.RemoveAll(kept => kept.IsCompleted);
        _all.Add(ObserveAsync(task));
    }

    /// <summary>Completes when all of them have.</summary>
    public Task EndAsync() => Task.WhenAll(_all);

    private async Task ObserveAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The server stops.
        }
        catch (Exception bug)
        {
            fault(bug);
        }
    }
}
