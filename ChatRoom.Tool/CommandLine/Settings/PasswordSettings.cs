using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using ChatRoom.CommandLine.Definition;
using ChatRoom.Server.Moderation;

namespace ChatRoom.CommandLine.Settings;

/// <summary>
/// The password of a server, for both sides: in a file, or itself in the environment, and never an argument, which all
/// on a machine can read.
/// </summary>
internal sealed class PasswordSettings
{
    private const string Variable = "CHATROOM_PASSWORD";

    private readonly Setting _file;

    private PasswordSettings(CommandDefinition command, string help) =>
        _file = Setting.Add(command, "--password-file <FILE>", "CHATROOM_PASSWORD_FILE", null, help);

    public static PasswordSettings AddToClient(CommandDefinition command) =>
        new(command, "The first line of this file is the server's password; or CHATROOM_PASSWORD is.");

    public static PasswordSettings AddToServer(CommandDefinition command) =>
        new(command, "Let in only who knows the first line of this file; or the one in CHATROOM_PASSWORD.");

    /// <summary>The file that the password was read from; null where it came from elsewhere.</summary>
    public string? File { get; private set; }

    private bool IsFromFile => _file.Flag is not null || (_file.Value is not null && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)));

    /// <summary>Whether it goes where others may listen.</summary>
    public static bool IsExposedAt(string host) =>
        !host.Equals("localhost", StringComparison.OrdinalIgnoreCase) && !(IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Reads what was given, the flag before the environment; false, and a sentence, where it cannot be used. Null where nothing was given.</summary>
    /// <param name="warning">What is wrong with the file all the same; or null.</param>
    public bool TryRead(out byte[]? password, out string? warning, out string whyNot)
    {
        (password, warning, whyNot) = (null, null, "");
        var given = Environment.GetEnvironmentVariable(Variable);
        return (_file.Value is null && string.IsNullOrEmpty(given)) || TryRead(IsFromFile ? null : given, out password, out warning, out whyNot);
    }

    // A method of its own, as a method loads what it names.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryRead(string? given, out byte[]? password, out string? warning, out string whyNot)
    {
        (password, warning, whyNot) = (null, null, "");
        if (string.IsNullOrEmpty(given))
        {
            if (!_file.TryReadPath(out var path, out whyNot))
            {
                return false;
            }

            File = path;
            var isRead = PasswordFile.TryRead(path!, Passwords.OfEntry, out password, out warning, out var why);
            whyNot = why ?? "";
            return isRead;
        }

        password = Encoding.UTF8.GetBytes(given);
        whyNot = PasswordFile.WhyUnusable(password, Passwords.OfEntry) is { } wrong ? $"{Variable} {wrong}" : "";
        return whyNot.Length == 0;
    }
}
