using ChatRoom.Protocol;

namespace ChatRoom.Client;

/// <summary>The ways into a room over a link, with a limit on how long the server may take to answer.</summary>
internal static class Entrance
{
    public static Task<(Admission? Admission, Failure? Failure)> EnterAsync(Link link, ClientOptions options, Entry entry) =>
        InTimeAsync(options, cancel => link.EnterAsync(entry, cancel));

    public static Task<(Admission? Admission, Failure? Failure)> WatchAsync(Link link, ClientOptions options, Since since) =>
        InTimeAsync(options, cancel => link.WatchAsync(options.Room, since, cancel));

    private static async Task<(Admission? Admission, Failure? Failure)> InTimeAsync(
        ClientOptions options,
        Func<CancellationToken, Task<(Admission? Admission, Failure? Failure)>> enter)
    {
        using var enough = new CancellationTokenSource(options.ConnectTimeout, options.Time);
        try
        {
            return await enter(enough.Token);
        }
        catch (OperationCanceledException)
        {
            return (null, new Failure(Outcome.ProtocolError, $"the server at {options.Address} did not answer when we asked to join"));
        }
    }
}
