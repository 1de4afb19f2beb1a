using ChatRoom.Tests.Support.Peers;

namespace ChatRoom.Tests.Client.Conversation;

/// <summary>A client that loses its server.</summary>
internal abstract class LostServer
{
    /// <summary>The client joins and says the lines; the server acknowledges the first and closes. Returns the session.</summary>
    protected static async Task<string> BeginAsync(PipedClient client, ScriptedServer server, params string[] lines)
    {
        await client.Feed(string.Concat(lines.Select(line => line + "\n")));
        using var first = await server.GreetAsync("ci");
        var request = await first.HearsLike("^join lobby ci session=[0-9a-z]{16,32} log elsewhere$");
        await first.Says("session 0");
        await first.Says("log lobby abc");
        await first.Says("welcome lobby ci 0 1700000000000 1");
        await first.Hears([.. lines.Select((line, index) => $"say {index + 1} lobby {line}")]);
        await first.Says("ack 1 1");
        await first.Says("ping acknowledged?");
        await first.Hears("pong acknowledged?");
        return request.Split(["session=", " log"], StringSplitOptions.None)[1];
    }
}
