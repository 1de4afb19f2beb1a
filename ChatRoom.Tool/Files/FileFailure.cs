using System.Text;

namespace ChatRoom.Files;

/// <summary>Tells why a file could not be read or written, in words that stand behind its name in a sentence.</summary>
internal static class FileFailure
{
    /// <summary>A disk or a file system may answer so at any time.</summary>
    public static bool IsExpected(Exception error) => error is IOException or UnauthorizedAccessException;

    /// <summary>A file that somebody named may fail so; its name may be none.</summary>
    public static bool IsExpectedOfNamed(Exception error) => IsExpected(error) || error is ArgumentException or NotSupportedException;

    /// <summary>The reason, without the path that the base library puts into it: <c>no space left on device</c>.</summary>
    public static string Reason(Exception error) => error switch
    {
        FileNotFoundException => "there is no such file",
        DirectoryNotFoundException => "there is no such directory",
        DecoderFallbackException => "it is no UTF-8",
        ArgumentException => "that is no name of a file",
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
