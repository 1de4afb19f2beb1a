using ChatRoom.Protocol;

namespace ChatRoom.Server.Dialects;

/// <summary>The kind of a <see cref="PasswordInput"/>.</summary>
internal enum PasswordInputKind
{
    /// <summary>All that was received is read.</summary>
    NeedMore,

    /// <summary>No attempt; read the next line.</summary>
    Nothing,

    /// <summary>A password.</summary>
    Given,

    /// <summary>A line that cannot be accepted, which counts as an attempt.</summary>
    Refused,

    /// <summary>The peer leaves.</summary>
    Quit,
}

/// <summary>One line of a peer that is asked for the password.</summary>
/// <param name="Password">The password that it gives.</param>
/// <param name="Refusal">Why the line is refused.</param>
/// <param name="Number">The number of the refused line; 0: it has none.</param>
internal readonly record struct PasswordInput(PasswordInputKind Kind, byte[]? Password = null, Refusal? Refusal = null, long Number = 0)
{
    public static PasswordInput Given(ReadOnlySpan<byte> password) => new(PasswordInputKind.Given, password.ToArray());

    public static PasswordInput Refused(Refusal refusal, long number = 0) => new(PasswordInputKind.Refused, null, refusal, number);
}
