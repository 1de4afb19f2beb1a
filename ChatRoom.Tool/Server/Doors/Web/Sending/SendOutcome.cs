using ChatRoom.Protocol;

namespace ChatRoom.Server.Doors.Web.Sending;

/// <summary>The outcome of a request to say a text.</summary>
/// <param name="Refusal">Why it was not said; null: it was.</param>
/// <param name="RetryAfter">The server asks to come back after this time; null: it does not.</param>
/// <param name="Room">The room as it is spelled.</param>
/// <param name="LastId">The event that the last line became; 0: not known.</param>
/// <param name="IsRepeated">An earlier request with the same key said it.</param>
internal sealed record SendOutcome(Refusal? Refusal, TimeSpan? RetryAfter, string Room, long LastId, bool IsRepeated)
{
    public static SendOutcome Refused(Refusal refusal, TimeSpan? retryAfter = null) => new(refusal, retryAfter, "", 0, false);
}
