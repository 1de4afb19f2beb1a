namespace ChatRoom.Server.Storage;

/// <summary>Says what the system said when it could not read or write.</summary>
internal static class Failure
{
    public static bool IsExpected(Exception error) => error is IOException or UnauthorizedAccessException;

    /// <summary>The system's reason, without the path that the base library puts behind it: <c>no space left on device</c>.</summary>
    public static string Reason(Exception error)
    {
        var end = error.Message.IndexOf(" : '", StringComparison.Ordinal);
        var reason = (end < 0 ? error.Message : error.Message[..end]).TrimEnd('.');
        return reason.Length == 0 ? error.GetType().Name : char.ToLowerInvariant(reason[0]) + reason[1..];
    }
}
