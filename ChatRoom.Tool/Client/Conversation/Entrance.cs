using ChatRoom.Client.Connecting;
using ChatRoom.Client.Options;

namespace ChatRoom.Client.Conversation;

/// <summary>The way into a room over a link, with a limit on how long the server may take to answer.</summary>
internal static class Entrance
{
    public static async Task<(Admission? Admission, Failure? Failure)> EnterAsync(
        Link link, ClientOptions options, JoinRequest joinRequest, CancellationToken cancel = default)
    {
        using var limit = new TimeLimit(options.AnswerTimeout, options.Time, cancel);
        try
        {
            return await link.EnterAsync(joinRequest, limit);
        }
        catch (OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            return (null, new Failure(Outcome.ProtocolError, $"the server at {options.Address} did not answer when we asked to join"));
        }
    }
}
