using ChatRoom.Files;

namespace ChatRoom.CommandLine.Paths;

/// <summary>
/// A path that a person gave. A leading <c>~/</c> means their home directory: a shell does not expand it in <c>--data=~/x</c>, and
/// nothing expands it in a service's variables.
/// </summary>
internal static class NamedPath
{
    /// <summary>False if the current directory was removed.</summary>
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

    /// <summary>Makes it an absolute path. False, with advice, if that is not possible.</summary>
    public static bool TryResolve(string named, out string path, out string whatToDo)
    {
        (path, whatToDo) = (named, "");
        if (named.StartsWith('~'))
        {
            if (named.Length > 1 && !IsSeparator(named[1]))
            {
                whatToDo = $"only your own ~ is expanded; write out that user's home directory, or ./{named} for a file of that name";
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
