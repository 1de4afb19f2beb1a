namespace ChatRoom.Server.Events;

/// <summary>The words for a <see cref="CloseReason"/>, for programs and for people. Stateless.</summary>
internal static class CloseWords
{
    /// <summary>The code of a reason for programs: a field of events, and a tag of metrics.</summary>
    public static string CodeOf(CloseReason reason) => reason switch
    {
        CloseReason.EndOfInput => "end-of-input",
        CloseReason.Quit => "quit",
        CloseReason.Lost => "lost",
        CloseReason.NoName => "no-name",
        CloseReason.BadName => "bad-name",
        CloseReason.NoPassword => "no-password",
        CloseReason.NotReading => "not-reading",
        CloseReason.Stalled => "stalled",
        CloseReason.Replaced => "replaced",
        CloseReason.Banned => "banned",
        CloseReason.Expelled => "expelled",
        CloseReason.NotAllowed => "not-allowed",
        CloseReason.TooMany => "too-many",
        CloseReason.TooFast => "too-fast",
        CloseReason.Idle => "idle",
        CloseReason.Silent => "silent",
        CloseReason.Draining => "draining",
        CloseReason.CutOff => "cut-off",
        _ => "fault",
    };

    /// <summary>The end of a sentence about a person who left.</summary>
    public static string Explain(CloseReason reason) => reason switch
    {
        CloseReason.EndOfInput => "reached the end of its input",
        CloseReason.Quit => "asked to leave",
        CloseReason.NoName => "gave no name",
        CloseReason.BadName => "gave no valid name",
        CloseReason.NoPassword => "did not give the password",
        CloseReason.NotReading => "sent without reading the answers",
        CloseReason.Stalled => "accepted no data for too long",
        CloseReason.Replaced => "its session has connected again",
        CloseReason.Banned => "is banned",
        CloseReason.Expelled => "was sent away",
        CloseReason.NotAllowed => "its address is no longer allowed",
        CloseReason.Idle => "said nothing for too long",
        CloseReason.Silent => "stopped answering",
        CloseReason.Draining => "the server shuts down",
        CloseReason.CutOff => "the server is cut off from its cluster",
        _ => "the connection was lost",
    };
}
