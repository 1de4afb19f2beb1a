using ChatRoom.Client.Jobs.Output;
using ChatRoom.Client.Jobs.Processes;

namespace ChatRoom.Client.Jobs;

/// <summary>
/// Runs a command for one message: the text on its standard input, the rest in its environment. The job has ended when
/// the process has ended and its output is closed.
/// </summary>
internal sealed class Job(BotOptions options)
{
    /// <summary>How long a command may take to end after it was asked to.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private const int BlockBytes = 16 << 10;

    /// <summary>Runs the command to its end or to the time limit; <paramref name="kill"/> ends it at once.</summary>
    public async Task<JobEnd> RunAsync(JobMessage message, JobOutput output, Reply? reply, CancellationToken kill)
    {
        var (child, failure) = options.Command.Start(PipedStreams.Input | PipedStreams.Output, [.. options.Variables, .. message.Variables]);
        if (child is null)
        {
            return JobEnd.NotStarted(failure!.Sentence);
        }

        using (child)
        using (var reading = new CancellationTokenSource())
        {
            var exiting = child.WaitForExitAsync();
            var ended = Task.WhenAll(
                FeedAsync(child.Input!, message.Input), CollectAsync(child.Output!, output, reply, reading.Token), exiting);
            var inTime = await WaitAsync(ended, options.KillAfter ?? Timeout.InfiniteTimeSpan, kill);
            if (!inTime)
            {
                await EndAsync(child, ended, reading, kill);
            }

            output.End();
            return inTime || kill.IsCancellationRequested ? JobEnd.Of(await exiting) : JobEnd.TooLong(options.KillAfter!.Value);
        }
    }

    private static async Task FeedAsync(Stream input, byte[] text)
    {
        try
        {
            await using (input)
            {
                await input.WriteAsync(text);
            }
        }
        catch (IOException)
        {
            // A command need not read its input.
        }
    }

    private static async Task CollectAsync(Stream from, JobOutput output, Reply? reply, CancellationToken cancel)
    {
        var block = new byte[BlockBytes];
        try
        {
            int read;
            while ((read = await from.ReadAsync(block, cancel)) > 0)
            {
                output.Add(block.AsSpan(0, read));
                reply?.Add(block.AsSpan(0, read));
            }
        }
        catch (OperationCanceledException)
        {
            // A process that the command has left running keeps its output open.
        }
    }

    /// <summary>Asks the command to end, and kills it if it does not.</summary>
    private async Task EndAsync(ChildProcess child, Task ended, CancellationTokenSource reading, CancellationToken kill)
    {
        if (!kill.IsCancellationRequested)
        {
            child.Terminate();
            if (await WaitAsync(ended, Grace, kill))
            {
                return;
            }
        }

        child.Kill();
        await reading.CancelAsync();
        await ended;
    }

    private async Task<bool> WaitAsync(Task ended, TimeSpan within, CancellationToken kill)
    {
        try
        {
            await ended.WaitAsync(within, options.Time, kill);
            return true;
        }
        catch (Exception notYet) when (notYet is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }
}
