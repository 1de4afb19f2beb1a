using ChatRoom.Protocol;

namespace ChatRoom.Client;

/// <summary>The way into a room over a link, with a limit on how long the server may take to answer.</summary>
internal static class Entrance
{
    public static async Task<Failure?> JoinAsync(Link link, ClientOptions options, Nickname name)
    {
        using var enough = new CancellationTokenSource(options.ConnectTimeout, options.Time);
        try
        {
            return await link.JoinAsync(options.Room, name, enough.Token);
        }
        catch (OperationCanceledException)
        {
            return new Failure(Outcome.ProtocolError, $"the server at {options.Address} did not answer when we asked to join");
        }
    }
}
