using System.Net;
using ChatRoom.Protocol;
using ChatRoom.Server.Moderation;

namespace ChatRoom.Server.Rooms;

/// <summary>Why somebody is sent away.</summary>
/// <param name="Farewell">The last that it is told.</param>
/// <param name="Told">What the others are told behind <c>left!</c>.</param>
internal sealed record Expulsion(Refusal Farewell, string Told);

/// <summary>Sends away all who are let in and of whom this is true; returns how many they are.</summary>
internal delegate int Expel(Func<Reader, IPAddress, bool> who, Expulsion why);

/// <summary>What operators have in common in all rooms: their password, the bans, the way to send somebody away, and the record of what they do.</summary>
/// <param name="bans">Who may not come in.</param>
/// <param name="password">Null where there are no operators.</param>
/// <param name="expel">Reaches everybody's connection; null where there is none.</param>
/// <param name="report">Takes a sentence about each act.</param>
internal sealed class Moderator(Bans bans, OperatorPassword? password = null, Expel? expel = null, Action<string>? report = null)
{
    public Bans Bans => bans;

    /// <summary>Somebody may become an operator.</summary>
    public bool HasOperators => password is not null;

    public bool IsPassword(ReadOnlySpan<byte> given) => password is not null && password.Is(given);

    public int Expel(Func<Reader, IPAddress, bool> who, Expulsion why) => expel?.Invoke(who, why) ?? 0;

    /// <summary>Keeps for the record what somebody did, as in <c>kicked bob</c>.</summary>
    public void Record(Typist by, string act) =>
        report?.Invoke($"{by.Member.Name} from {by.Member.Address} in {by.Room}: {act}");
}
