using ChatRoom.Protocol;

namespace ChatRoom.Client;

/// <summary>One stay at a server from connecting to hanging up; null is success.</summary>
internal static class Visit
{
    /// <summary>Enters a room, and stays as long as <paramref name="stay"/> does.</summary>
    public static Task<Failure?> EnterAsync(ClientOptions options, Entry entry, Func<Link, Admission, Task<Failure?>> stay) =>
        RunAsync(options, entry.Name, link => Entrance.EnterAsync(link, options, entry), stay);

    /// <summary>Reads a room without being in it; the name only introduces the client to a server that knows nothing else.</summary>
    public static Task<Failure?> WatchAsync(ClientOptions options, Nickname name, Since since, Func<Link, Admission, Task<Failure?>> stay) =>
        RunAsync(options, name, link => Entrance.WatchAsync(link, options, since), stay);

    private static async Task<Failure?> RunAsync(
        ClientOptions options,
        Nickname name,
        Func<Link, Task<(Admission? Admission, Failure? Failure)>> enter,
        Func<Link, Admission, Task<Failure?>> stay)
    {
        var (link, failure) = await Connector.ConnectAsync(options, name);
        if (link is null)
        {
            return failure;
        }

        using (link)
        {
            var (admission, refusal) = await enter(link);
            return admission is null ? refusal : await stay(link, admission);
        }
    }
}
