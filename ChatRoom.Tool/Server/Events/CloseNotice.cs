using ChatRoom.Protocol;

namespace ChatRoom.Server.Events;

/// <summary>Why a connection is closed, for its peer, for the other members and for the operator. Immutable.</summary>
/// <param name="Reason">The reason that the operator's log and the metrics name.</param>
/// <param name="Farewell">The last line that the peer is sent; null: none.</param>
/// <param name="LeftText">The text that the other members see after <c>left!</c>; empty: none.</param>
/// <param name="IsOfRoom">A peer that may be in several rooms leaves one, and stays connected.</param>
internal sealed record CloseNotice(CloseReason Reason, Refusal? Farewell, string LeftText = "", bool IsOfRoom = false)
{
    public static readonly CloseNotice NoNameInTime = new(CloseReason.NoName, Refusal.NoName);

    public static readonly CloseNotice NoPasswordInTime = new(CloseReason.NoName, Refusal.NoPassword);

    /// <summary>The address of a connected peer is not admitted any more.</summary>
    public static readonly CloseNotice NotAllowed = new(
        CloseReason.NotAllowed,
        new Refusal(Refusal.BannedCode, "Your address may not be on this server any more."));

    public static readonly CloseNotice Idle = new(
        CloseReason.Idle,
        new Refusal(Refusal.IdleCode, "You said nothing for too long; come again when you have something to say."),
        "Said nothing for too long");

    public static readonly CloseNotice Silent = new(
        CloseReason.Silent,
        new Refusal(Refusal.SilentCode, "You did not answer when you were asked whether you are there."));

    /// <summary>The other servers of the cluster have ended the member's seat.</summary>
    public static readonly CloseNotice MustComeAgain = new(
        CloseReason.CutOff,
        Refusal.CutOff with { Text = "This server was cut off from the other servers of the room for too long; connect again to go on." });

    /// <summary>The other members see no text: they do not know that there is a password.</summary>
    public static readonly CloseNotice TooManyOperatorPasswords = new(CloseReason.Expelled, Refusal.TooManyPasswords);

    /// <summary>The time after which the peer should connect again; null: it is not told any.</summary>
    /// <param name="restart">The time that a restart of the server takes.</param>
    public TimeSpan? RetryAfter(TimeSpan restart) =>
        Reason == CloseReason.Draining ? restart
        : Reason == CloseReason.CutOff ? TimeSpan.Zero
        : null;

    /// <summary>The notice of a reason that needs no further facts.</summary>
    public static CloseNotice Of(CloseReason reason) => new(reason, reason switch
    {
        CloseReason.NotReading => Refusal.NotReading,
        CloseReason.Draining => Refusal.Draining,
        CloseReason.CutOff => Refusal.CutOff,
        _ => null,
    });

    public static CloseNotice? Of(CloseReason? reason) => reason is { } known ? Of(known) : null;

    /// <param name="by">The operator.</param>
    /// <param name="because">The reason with a colon before it; empty: none.</param>
    public static CloseNotice Kicked(Nickname by, string because) => new(
        CloseReason.Expelled,
        new Refusal(Refusal.KickedCode, $"You were kicked by {by}{because}"),
        $"Kicked by {by}{because}",
        IsOfRoom: true);

    /// <summary>A member is banned.</summary>
    /// <param name="terms">How long and why, as its peer reads it.</param>
    /// <param name="by">The operator who banned it.</param>
    /// <param name="because">The reason with a colon before it; empty: none.</param>
    public static CloseNotice Banned(string terms, Nickname by, string because) =>
        new(CloseReason.Expelled, BannedFarewell(terms), $"Banned by {by}{because}");

    /// <summary>A peer connects from a banned address.</summary>
    /// <param name="terms">How long and why, as its peer reads it.</param>
    public static CloseNotice TurnedAway(string terms) => new(CloseReason.Banned, BannedFarewell(terms));

    private static Refusal BannedFarewell(string terms) => new(Refusal.BannedCode, $"You are banned from this server{terms}.");
}
