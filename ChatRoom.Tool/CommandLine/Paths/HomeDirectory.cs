namespace ChatRoom.CommandLine.Paths;

/// <summary>This user's home directory: HOME, or else the system's entry for the user.</summary>
internal static class HomeDirectory
{
    /// <summary>Null: there is none. A service or a container may run as a user without one.</summary>
    public static string? Find()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);

        // The base library answers "/" for a user without a home.
        var isNone = home == "/" && Environment.GetEnvironmentVariable("HOME") != home;
        return Path.IsPathRooted(home) && !isNone ? home : null;
    }
}
