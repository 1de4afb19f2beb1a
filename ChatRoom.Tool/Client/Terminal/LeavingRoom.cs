using ChatRoom.Client.Conversation;
using ChatRoom.Client.Terminal.Reading;

namespace ChatRoom.Client.Terminal;

/// <summary>The way out of a room: says goodbye after what was said, and tells what may not have been said.</summary>
internal sealed class LeavingRoom(ReliableConnection reliableConnection, OutgoingLines outgoingLines, Transcript transcript, TimeProvider time)
{
    /// <summary>How long the user waits without being told what for, and where there is no connection at all.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>How long a server that is connected may take to accept the last lines.</summary>
    public static readonly TimeSpan LongPatience = TimeSpan.FromSeconds(30);

    /// <param name="sending">The loop that sends what was typed.</param>
    /// <param name="tellToWait">Called if it takes longer than a moment.</param>
    /// <param name="cancel">The user does not want to wait.</param>
    public async Task LeaveAsync(Task sending, Action tellToWait, CancellationToken cancel)
    {
        outgoingLines.Complete();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var leaving = SayGoodbyeAsync(sending, over.Token);
        if (!await EndsAsync(leaving, Patience, cancel) && reliableConnection.Sender.IsConnected)
        {
            tellToWait();
            await EndsAsync(leaving, LongPatience, cancel);
        }

        // The user is told of lines that are not said by now.
        await over.CancelAsync();
    }

    /// <summary>When nothing is sent or heard any more; false if something may not have been said.</summary>
    public bool TellUnsaid()
    {
        string[] uncertain = [.. transcript.PendingLines.Typed];
        string[] unsent = [.. outgoingLines.TakeUnsent()];
        foreach (var typed in uncertain)
        {
            transcript.Refuse($"This may not have been said: {typed.Replace('\n', ' ')}");
        }

        foreach (var line in unsent)
        {
            transcript.Refuse($"This was not said: {line}");
        }

        var notBack = reliableConnection.Sender.NotBack;
        if (notBack is not null)
        {
            transcript.Refuse($"{notBack.Sentence}.");
        }

        return uncertain.Length == 0 && unsent.Length == 0 && notBack is null;
    }

    private async Task<bool> EndsAsync(Task leaving, TimeSpan within, CancellationToken cancel)
    {
        try
        {
            await leaving.WaitAsync(within, time, cancel);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task SayGoodbyeAsync(Task sending, CancellationToken cancel)
    {
        await sending.WaitAsync(cancel);
        await reliableConnection.Sender.WaitForAcknowledgementsAsync().WaitAsync(cancel);
        await reliableConnection.LeaveAsync().WaitAsync(cancel);
    }
}
