namespace ChatRoom.CommandLine.Paths;

/// <summary>
/// Where a server keeps its log when nobody says where, and a client what it knows of servers: <c>chatroom/PORT</c> where this system has programs
/// keep what must outlive them. On Linux that is <c>XDG_STATE_HOME</c> or <c>~/.local/state</c> (XDG Base
/// Directory Specification 0.8), elsewhere the user's folder for local data of applications.
/// </summary>
internal static class StateDirectory
{
    /// <summary>The folder for the server at this port; null where the user has no place of that kind.</summary>
    public static string? For(int port) =>
        Root() is { } root ? Path.Combine(root, "chatroom", port.ToString(System.Globalization.CultureInfo.InvariantCulture)) : null;

    /// <summary>The file of the servers that a client knows; null where the user has no place of that kind.</summary>
    public static string? KnownHosts() => Root() is { } root ? Path.Combine(root, "chatroom", "known_hosts") : null;

    private static string? Root()
    {
        if (!OperatingSystem.IsLinux())
        {
            return OrNull(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify));
        }

        // The specification has programs pass over a path that is not absolute.
        if (Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { } set && Path.IsPathRooted(set))
        {
            return set;
        }

        return HomeDirectory.Find() is { } home and not "/" ? Path.Combine(home, ".local", "state") : null;
    }

    private static string? OrNull(string path) => Path.IsPathRooted(path) ? path : null;
}
