using System.Text;

namespace ChatRoom.Files;

/// <summary>The reason why a file could not be read or written, as half a sentence that follows its name.</summary>
internal static class FileFailure
{
    /// <summary>True if a disk or a file system may fail like this at any time.</summary>
    public static bool IsExpected(Exception error) => error is IOException or UnauthorizedAccessException;

    /// <summary>True if a file that a person named may fail like this: its name may be invalid too.</summary>
    public static bool IsExpectedForNamedFile(Exception error) => IsExpected(error) || error is ArgumentException or NotSupportedException;

    /// <summary>The reason, without the path that the base library puts into it: <c>no space left on device</c>.</summary>
    public static string Reason(Exception error) => error switch
    {
        FileNotFoundException => "there is no such file",
        DirectoryNotFoundException => "there is no such directory",
        DecoderFallbackException => "it is not valid UTF-8",
        ArgumentException => "that is not a valid file name",
        UnauthorizedAccessException => "it is a directory, or access to it is denied",
        _ => SystemReason(error),
    };

    private static string SystemReason(Exception error)
    {
        var end = error.Message.IndexOf(" : '", StringComparison.Ordinal);
        var reason = (end < 0 ? error.Message : error.Message[..end]).TrimEnd('.');
        return reason.Length == 0 ? error.GetType().Name : char.ToLowerInvariant(reason[0]) + reason[1..];
    }
}
