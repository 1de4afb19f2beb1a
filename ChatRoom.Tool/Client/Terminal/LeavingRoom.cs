using ChatRoom.Client.Conversation;
using ChatRoom.Client.Terminal.Reading;

namespace ChatRoom.Client.Terminal;

/// <summary>Leaves a room when all lines are acknowledged or time is up, and reports the lines that may not have been said. Used by one loop.</summary>
internal sealed class LeavingRoom(ReliableConnection reliableConnection, OutgoingLines outgoingLines, Transcript transcript, TimeProvider time)
{
    /// <summary>Without a connection the user waits this long. With one, they see a hint after it.</summary>
    public static readonly TimeSpan ShortTimeout = TimeSpan.FromSeconds(2);

    /// <summary>A connected server has this much more time to accept the last lines.</summary>
    public static readonly TimeSpan LongTimeout = TimeSpan.FromSeconds(30);

    /// <param name="sending">The loop that sends what was typed.</param>
    /// <param name="showWaiting">Called when <see cref="ShortTimeout"/> is over and the wait goes on.</param>
    /// <param name="cancel">The user does not want to wait.</param>
    public async Task LeaveAsync(Task sending, Action showWaiting, CancellationToken cancel)
    {
        outgoingLines.Complete();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var leaving = LeaveAfterLastLineAsync(sending, ended.Token);
        if (!await EndsAsync(leaving, ShortTimeout, cancel) && reliableConnection.Sender.IsConnected)
        {
            showWaiting();
            await EndsAsync(leaving, LongTimeout, cancel);
        }

        // Lines that are not acknowledged by now are reported to the user.
        await ended.CancelAsync();
    }

    /// <summary>Called when nothing is sent or received any more; false: something may not have been said.</summary>
    public bool ReportUnsaid()
    {
        string[] uncertain = [.. transcript.PendingLines.Typed];
        string[] unsent = [.. outgoingLines.TakeUnsent()];
        foreach (var typed in uncertain)
        {
            transcript.AddRefusal($"This may not have been said: {typed.Replace('\n', ' ')}");
        }

        foreach (var line in unsent)
        {
            transcript.AddRefusal($"This was not said: {line}");
        }

        var missingEchoes = reliableConnection.Sender.MissingEchoes;
        if (missingEchoes is not null)
        {
            transcript.AddRefusal($"{missingEchoes.Sentence}.");
        }

        return uncertain.Length == 0 && unsent.Length == 0 && missingEchoes is null;
    }

    private async Task<bool> EndsAsync(Task leaving, TimeSpan timeout, CancellationToken cancel)
    {
        try
        {
            await leaving.WaitAsync(timeout, time, cancel);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task LeaveAfterLastLineAsync(Task sending, CancellationToken cancel)
    {
        await sending.WaitAsync(cancel);
        await reliableConnection.Sender.WaitForAcknowledgementsAsync().WaitAsync(cancel);
        await reliableConnection.LeaveAsync().WaitAsync(cancel);
    }
}
