using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Paths;
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

    /// <summary>The file that the password was read from; null where it was from none.</summary>
    public string? FileInUse { get; private set; }

    /// <summary>Whether it goes where others may listen.</summary>
    public static bool IsExposedAt(string host) =>
        !host.Equals("localhost", StringComparison.OrdinalIgnoreCase) && !(IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Reads what was given, the flag before the environment; false, and a sentence, where it cannot be used. Null where nothing was given.</summary>
    /// <param name="urlFile">The file that is known of the URL's server; wins over the variables for all servers.</param>
    /// <param name="password">One line of UTF-8.</param>
    /// <param name="warning">What is wrong with the file all the same; or null.</param>
    /// <param name="whyNot">The sentence.</param>
    public bool TryRead(string? urlFile, out byte[]? password, out string? warning, out string whyNot)
    {
        (password, warning, whyNot) = (null, null, "");
        var stronger = _file.Flag ?? urlFile;
        var given = stronger is null ? Environment.GetEnvironmentVariable(Variable) : null;
        var file = stronger ?? _file.Value;
        return (file is null && string.IsNullOrEmpty(given)) || TryReadGiven(given, file, out password, out warning, out whyNot);
    }

    // A method of its own, as a method loads what it names.
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
            var isRead = PasswordFile.TryRead(path, Passwords.OfEntry, out password, out warning, out var why);
            whyNot = why ?? "";
            return isRead;
        }

        password = Encoding.UTF8.GetBytes(given);
        whyNot = PasswordFile.WhyUnusable(password, Passwords.OfEntry) is { } wrong ? $"{Variable} {wrong}" : "";
        return whyNot.Length == 0;
    }

    private bool TryResolve(string file, out string path, out string whyNot)
    {
        var isPath = NamedPath.TryResolve(file, out path, out var whatToDo);
        whyNot = isPath ? "" : _file.Mistake("a path", whatToDo);
        return isPath;
    }
}
