using ChatRoom.Server.Options;

namespace ChatRoom.Server.Moderation;

/// <summary>The passwords in force, and the count of wrong ones. Any thread.</summary>
internal sealed class Passwords(TimeProvider time, Password? entry, Password? operators)
{
    /// <summary>The server's password in sentences.</summary>
    public const string EntryLabel = "the password";

    /// <summary>The operators' password in sentences.</summary>
    public const string OperatorsLabel = "the operators' password";

    private Password? _entry = entry;
    private Password? _operators = operators;

    /// <summary>The server's password; null: everybody may enter.</summary>
    public Password? Entry => Volatile.Read(ref _entry);

    /// <summary>The operators' password; null: there are no operators.</summary>
    public Password? Operators => Volatile.Read(ref _operators);

    public PasswordAttempts Attempts { get; } = new(time);

    /// <summary>Reads the server's password again. If it returns false, nothing has changed.</summary>
    public bool TryReloadEntry(out string outcome) => TryReload(ref _entry, EntryLabel, out outcome);

    /// <summary>Reads the operators' password again. If it returns false, nothing has changed.</summary>
    public bool TryReloadOperators(out string outcome) => TryReload(ref _operators, OperatorsLabel, out outcome);

    private static bool TryReload(ref Password? current, string what, out string outcome)
    {
        var before = Volatile.Read(ref current)!;
        if (!PasswordFile.TryRead(before.Path!, what, out var text, out var warning, out var whyNot))
        {
            outcome = whyNot;
            return false;
        }

        var read = new Password(text) { Path = before.Path };
        var isSame = read.IsSameAs(before);
        Volatile.Write(ref current, read);
        outcome = (isSame ? "the same as before" : "another one from now on") + (warning is null ? "" : $"; {warning}");
        return true;
    }
}
