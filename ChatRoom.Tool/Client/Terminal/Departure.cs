using ChatRoom.Client.Terminal.Reading;

namespace ChatRoom.Client.Terminal;

/// <summary>The way out of a room: says goodbye behind what was said, and tells what may not have been said.</summary>
internal sealed class Departure(Conversation conversation, Outgoing outgoing, Transcript transcript, TimeProvider time)
{
    /// <summary>How long each step waits for the server.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <param name="sending">The loop that sends what was typed.</param>
    public async Task LeaveAsync(Task sending)
    {
        outgoing.Complete();
        try
        {
            await sending.WaitAsync(Patience, time);
            await conversation.Voice.WaitForAcknowledgementsAsync().WaitAsync(Patience, time);
            await conversation.LeaveAsync().WaitAsync(Patience, time);
        }
        catch (TimeoutException)
        {
            // What is not said by now is told to the user.
        }
    }

    /// <summary>When nothing is sent or heard any more.</summary>
    public void TellUnsaid()
    {
        foreach (var typed in transcript.Pending.Typed)
        {
            transcript.Refuse($"This may not have been said: {typed.Replace('\n', ' ')}");
        }

        foreach (var line in outgoing.TakeUnsent())
        {
            transcript.Refuse($"This was not said: {line}");
        }
    }
}
