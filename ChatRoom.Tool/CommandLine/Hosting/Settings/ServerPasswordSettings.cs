using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Settings;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Options;

namespace ChatRoom.CommandLine.Hosting.Settings;

/// <summary>The passwords of a server at its start.</summary>
/// <param name="Text">The room's password as it is typed; null: there is none.</param>
/// <param name="Warnings">Problems of the files that do not prevent their use.</param>
internal sealed record ServerPasswords(byte[]? Text, Password? Entry, Password? Operators, List<string> Warnings);

/// <summary>The options for the room's password and the operators' password.</summary>
internal sealed class ServerPasswordSettings
{
    private readonly PasswordSettings _entry;
    private readonly Setting _operators;

    private ServerPasswordSettings(CommandDefinition command)
    {
        _entry = PasswordSettings.AddToServer(command);
        _operators = Setting.Add(
            command, "--operator-password-file <FILE>", "CHATROOM_OPERATOR_PASSWORD_FILE", null, "Make a member an operator who types /op with the password in this file's first line.");
    }

    public static ServerPasswordSettings Add(CommandDefinition command) => new(command);

    /// <summary>Reads the given values. False, with a sentence, if one cannot be used.</summary>
    public bool TryRead(out ServerPasswords passwords, out string whyNot)
    {
        passwords = new ServerPasswords(null, null, null, []);
        if (!_entry.TryRead(null, out var text, out var warning, out whyNot))
        {
            return false;
        }

        Password? operators = null;
        string? other = null;
        if (_operators.Value is not null && !TryReadOperators(out operators, out other, out whyNot))
        {
            return false;
        }

        var entry = text is null ? null : new Password(text) { Path = _entry.FileInUse };
        passwords = new ServerPasswords(text, entry, operators, [.. new[] { warning, other }.OfType<string>()]);
        return true;
    }

    private bool TryReadOperators(out Password? password, out string? warning, out string whyNot)
    {
        password = null;
        warning = null;
        if (!_operators.TryReadPath(out var path, out whyNot))
        {
            return false;
        }

        var isRead = PasswordFile.TryRead(path!, Passwords.OperatorsLabel, out var text, out warning, out var why);
        (password, whyNot) = (text is null ? null : new Password(text) { Path = path }, why ?? "");
        return isRead;
    }
}
