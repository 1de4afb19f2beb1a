using ChatRoom.Client.Jobs.Output;
using ChatRoom.Client.Jobs.Processes;

namespace ChatRoom.Client.Jobs;

/// <summary>
/// Runs a command for one message: the text on its standard input, the rest in its environment. It has
/// ended when its process has and its output is closed.
/// </summary>
internal sealed class Job(BotOptions options)
{
    /// <summary>How long a command that was asked to end may take for it.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private const int BlockBytes = 16 << 10;

    /// <summary>Runs to the end, or to the limit; <paramref name="kill"/> ends it at once.</summary>
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
            var exiting = child.EndsAsync();
            var ended = Task.WhenAll(
                FeedAsync(child.Input!, message.Input), CollectAsync(child.Output!, output, reply, reading.Token), exiting);
            var inTime = await EndsAsync(ended, options.KillAfter ?? Timeout.InfiniteTimeSpan, kill);
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
            // A command need not read what it is given.
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
            // Somebody whom the command left behind keeps its output open.
        }
    }

    /// <summary>Asks it to end, and ends it where it does not.</summary>
    private async Task EndAsync(ChildProcess child, Task ended, CancellationTokenSource reading, CancellationToken kill)
    {
        if (!kill.IsCancellationRequested)
        {
            child.Terminate();
            if (await EndsAsync(ended, Grace, kill))
            {
                return;
            }
        }

        child.Kill();
        await reading.CancelAsync();
        await ended;
    }

    private async Task<bool> EndsAsync(Task ended, TimeSpan within, CancellationToken kill)
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
