using ChatRoom.Files;

namespace ChatRoom.CommandLine.Paths;

/// <summary>
/// A file or directory that a person names. A leading <c>~/</c> is their home here as well: a shell leaves it as it is in
/// <c>--data=~/x</c>, and nobody expands it in a variable of a service.
/// </summary>
internal static class NamedPath
{
    /// <summary>False after the directory that this process runs in was removed.</summary>
    public static bool IsCurrentDirectoryThere
    {
        get
        {
            try
            {
                return Directory.GetCurrentDirectory().Length > 0;
            }
            catch (Exception removed) when (FileFailure.IsExpected(removed))
            {
                return false;
            }
        }
    }

    /// <summary>Makes it a whole path; false, and what to do, if that cannot be.</summary>
    public static bool TryResolve(string named, out string path, out string whatToDo)
    {
        (path, whatToDo) = (named, "");
        if (named.StartsWith('~'))
        {
            if (named.Length > 1 && !IsSeparator(named[1]))
            {
                whatToDo = $"only a ~ of your own is replaced; write out that user's home directory, or ./{named} for a file of that name";
                return false;
            }

            if (HomeDirectory.Find() is not { } home)
            {
                whatToDo = "this user has no home directory; write out the whole path";
                return false;
            }

            path = home + named[1..];
        }

        if (!Path.IsPathRooted(path) && !IsCurrentDirectoryThere)
        {
            whatToDo = "the current directory was removed; write out the whole path";
            return false;
        }

        path = Path.GetFullPath(path);
        return true;
    }

    private static bool IsSeparator(char character) => character == Path.DirectorySeparatorChar || character == Path.AltDirectorySeparatorChar;
}
