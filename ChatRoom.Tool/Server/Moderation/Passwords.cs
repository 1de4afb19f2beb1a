using ChatRoom.Server.Options;

namespace ChatRoom.Server.Moderation;

/// <summary>The passwords that are in force, and the wrong ones that were given. Any thread may ask, and replace one that was read again.</summary>
internal sealed class Passwords(TimeProvider time, Password? entry = null, Password? operators = null)
{
    /// <summary>What the one of everybody is called in sentences.</summary>
    public const string OfEntry = "the password";

    /// <summary>What the one of operators is called in sentences.</summary>
    public const string OfOperators = "the operators' password";

    private Password? _entry = entry;
    private Password? _operators = operators;

    /// <summary>What lets people in; null where everybody may come in.</summary>
    public Password? Entry => Volatile.Read(ref _entry);

    /// <summary>What makes operators; null where there are none.</summary>
    public Password? Operators => Volatile.Read(ref _operators);

    public PasswordAttempts PasswordAttempts { get; } = new(time);

    /// <summary>Reads the one of everybody again; false where that cannot be, and then nothing has changed.</summary>
    public bool TryReloadEntry(out string outcome) => TryReload(ref _entry, OfEntry, out outcome);

    /// <summary>Reads the one of operators again; false where that cannot be, and then nothing has changed.</summary>
    public bool TryReloadOperators(out string outcome) => TryReload(ref _operators, OfOperators, out outcome);

    private static bool TryReload(ref Password? current, string what, out string outcome)
    {
        var before = Volatile.Read(ref current)!;
        if (!PasswordFile.TryRead(before.Path!, what, out var text, out var warning, out var whyNot))
        {
            outcome = whyNot;
            return false;
        }

        var read = new Password(text) { Path = before.Path };
        var isSame = read.IsSame(before);
        Volatile.Write(ref current, read);
        outcome = (isSame ? "the same as before" : "another one from now on") + (warning is null ? "" : $"; {warning}");
        return true;
    }
}
