using ChatRoom.Protocol;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server.Connections.Pacing;

/// <summary>What is told of a connection that is ended by a limit, to its peer and to the others.</summary>
internal static class LimitText
{
    /// <summary>Questions that may stay unanswered before a program is taken for dead, the time behind the last among them.</summary>
    public const int PingsBeforeEnd = 3;

    public static readonly Expulsion NotAllowed = new(
        new Refusal(Refusal.BannedCode, "Your address may not be on this server any more."), "");

    public static readonly Expulsion Idle = new(
        new Refusal(Refusal.IdleCode, "You said nothing for too long; come again when you have something to say."), "Said nothing for too long");

    public static readonly Expulsion Silent = new(
        new Refusal(Refusal.SilentCode, "You did not answer when you were asked whether you are there."), "");

    /// <summary>What a program is to answer with, by any words.</summary>
    public static ReadOnlySpan<byte> Ping => "still there?"u8;
}
