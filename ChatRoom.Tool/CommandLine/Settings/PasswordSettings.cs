using System.Runtime.CompilerServices;
using System.Text;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Paths;
using ChatRoom.Server.Moderation;

namespace ChatRoom.CommandLine.Settings;

/// <summary>
/// A server's password, for server and client: in a file or in a variable. It is never an argument, which every user of the machine
/// can read.
/// </summary>
internal sealed class PasswordSettings
{
    private const string Variable = "CHATROOM_PASSWORD";

    private readonly Setting _file;

    private PasswordSettings(CommandDefinition command, string help) =>
        _file = Setting.Add(command, "--password-file <FILE>", "CHATROOM_PASSWORD_FILE", null, help);

    public static PasswordSettings AddToClient(CommandDefinition command) =>
        new(command, "Read the server's password from the first line of this file, or from CHATROOM_PASSWORD.");

    public static PasswordSettings AddToServer(CommandDefinition command) =>
        new(command, "Require the password in the first line of this file, or in CHATROOM_PASSWORD.");

    /// <summary>The file that the password was read from; null: it is not from a file.</summary>
    public string? FileInUse { get; private set; }

    /// <summary>Reads the password; null: none was given. The option is stronger than the environment. False, with a sentence, if it cannot be used.</summary>
    /// <param name="urlFile">The password file of the URL's server. It is stronger than the variables for all servers. Null: not known.</param>
    /// <param name="password">One line of UTF-8.</param>
    /// <param name="warning">A problem of the file that does not prevent its use; null: none.</param>
    /// <param name="whyNot">The sentence.</param>
    public bool TryRead(string? urlFile, out byte[]? password, out string? warning, out string whyNot)
    {
        (password, warning, whyNot) = (null, null, "");
        var stronger = _file.Flag ?? urlFile;
        var given = stronger is null ? Environment.GetEnvironmentVariable(Variable) : null;
        var file = stronger ?? _file.Value;
        return (file is null && string.IsNullOrEmpty(given)) || TryReadGiven(given, file, out password, out warning, out whyNot);
    }

    // A separate method, because the runtime loads the types that a method names when it compiles the method.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadGiven(string? given, string? file, out byte[]? password, out string? warning, out string whyNot)
    {
        (password, warning, whyNot) = (null, null, "");
        if (string.IsNullOrEmpty(given))
        {
            if (!TryResolve(file!, out var path, out whyNot))
            {
                return false;
            }

            FileInUse = path;
            var isRead = PasswordFile.TryRead(path, Passwords.EntryLabel, out password, out warning, out var why);
            whyNot = why ?? "";
            return isRead;
        }

        password = Encoding.UTF8.GetBytes(given);
        whyNot = PasswordFile.WhyUnusable(password, Passwords.EntryLabel) is { } wrong ? $"{Variable} {wrong}" : "";
        return whyNot.Length == 0;
    }

    private bool TryResolve(string file, out string path, out string whyNot)
    {
        var isPath = NamedPath.TryResolve(file, out path, out var whatToDo);
        whyNot = isPath ? "" : _file.Mistake("a path", whatToDo);
        return isPath;
    }
}
