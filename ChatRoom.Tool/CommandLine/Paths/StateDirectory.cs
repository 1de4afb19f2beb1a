namespace ChatRoom.CommandLine.Paths;

/// <summary>
/// The default place of a server's log and of a client's known servers, <c>chatroom/</c> in the user's state directory. On Linux that
/// is <c>XDG_STATE_HOME</c> or <c>~/.local/state</c> (XDG Base Directory Specification 0.8), elsewhere the local application data.
/// </summary>
internal static class StateDirectory
{
    /// <summary>The directory for the server at this port; null: the user has no state directory.</summary>
    public static string? For(int port) =>
        Root() is { } root ? Path.Combine(root, "chatroom", port.ToString(System.Globalization.CultureInfo.InvariantCulture)) : null;

    /// <summary>The file of the servers that a client knows; null: the user has no state directory.</summary>
    public static string? KnownHosts() => Root() is { } root ? Path.Combine(root, "chatroom", "known_hosts") : null;

    private static string? Root()
    {
        if (!OperatingSystem.IsLinux())
        {
            return OrNull(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify));
        }

        // The specification asks programs to ignore a path that is not absolute.
        if (Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { } set && Path.IsPathRooted(set))
        {
            return set;
        }

        return HomeDirectory.Find() is { } home and not "/" ? Path.Combine(home, ".local", "state") : null;
    }

    private static string? OrNull(string path) => Path.IsPathRooted(path) ? path : null;
}
