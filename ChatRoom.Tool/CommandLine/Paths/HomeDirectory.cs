namespace ChatRoom.CommandLine.Paths;

/// <summary>The home directory of this user, as HOME says or else the system.</summary>
internal static class HomeDirectory
{
    /// <summary>Null if there is none: a service or a container may run as somebody without one.</summary>
    public static string? Find()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);

        // The base library's name for the home of somebody who has none.
        var isNone = home == "/" && Environment.GetEnvironmentVariable("HOME") != home;
        return Path.IsPathRooted(home) && !isNone ? home : null;
    }
}
