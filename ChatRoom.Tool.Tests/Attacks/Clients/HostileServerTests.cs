using System.Text;
using ChatRoom.Tests.Support.Peers;
using NUnit.Framework;

namespace ChatRoom.Tests.Attacks.Clients;

/// <summary>A server without a filter sends the whole corpus in every field of every line. A client must remove all of it.</summary>
internal sealed class HostileServerTests
{
    [TestCaseSource(typeof(AttackedClient), nameof(AttackedClient.All))]
    public async Task No_line_of_a_hostile_server_affects_the_terminal(object kind)
    {
        var attackedClient = (AttackedClient)kind;
        using var server = new ScriptedServer();
        foreach (var line in HostileLines.All.Where(line => !EndsAll(line)))
        {
            var lines = Corpus.All.SelectMany(hostile => HostileLines.With(line, hostile));
            await VisitAsync(attackedClient, server, [.. Greeting("a test"), .. Admission(attackedClient), .. lines]);
        }

        // The client reads nothing after these lines, so each needs a connection of its own.
        foreach (var hostile in ShareOf(attackedClient))
        {
            foreach (var line in HostileLines.All.Where(EndsAll))
            {
                await VisitAsync(attackedClient, server, [.. Greeting("a test"), .. Admission(attackedClient), .. HostileLines.With(line, hostile)]);
            }
        }
    }

    [TestCaseSource(typeof(AttackedClient), nameof(AttackedClient.All))]
    public async Task No_greeting_or_refusal_of_a_hostile_server_affects_the_terminal(object kind)
    {
        using var server = new ScriptedServer();
        foreach (var hostile in ShareOf((AttackedClient)kind))
        {
            var text = Array.FindAll(hostile.Bytes, value => value != '\n');
            await VisitAsync((AttackedClient)kind, server, [.. "chatroom/1 "u8, .. text, (byte)'\n', .. "error name-taken 0 "u8, .. text, (byte)'\n']);
            await VisitAsync((AttackedClient)kind, server, [.. "chatroom/1 9 "u8, .. text, (byte)'\n', .. "bye banned "u8, .. text, (byte)'\n']);
        }
    }

    [TestCaseSource(typeof(AttackedClient), nameof(AttackedClient.All))]
    public async Task No_chunk_of_a_hostile_tutorial_server_affects_the_terminal(object kind)
    {
        using var server = new ScriptedServer();
        await VisitAsync((AttackedClient)kind, server, [.. "alice joined!\n"u8, .. Corpus.All.SelectMany(hostile => (byte[])[.. "bob: "u8, .. hostile.Bytes, (byte)'\n'])]);
    }

    private static bool EndsAll(string line) => line.StartsWith("bye", StringComparison.Ordinal);

    /// <summary>The end of a visit is the same for all kinds of clients, so each kind tries only its share of the corpus.</summary>
    private static IEnumerable<Corpus> ShareOf(AttackedClient attackedClient) =>
        Corpus.All.Where((_, number) => number % AttackedClient.All.Length == Array.IndexOf(AttackedClient.All, attackedClient));

    private static byte[] Greeting(string title) => Encoding.UTF8.GetBytes($"chatroom/1 9.9.9 {title}\n");

    private static byte[] Admission(AttackedClient attackedClient) => attackedClient.Name.StartsWith("tail", StringComparison.Ordinal)
        ? "watching lobby 0 1700000000000 1\n"u8.ToArray()
        : "welcome lobby alice 0 1700000000000 3\n"u8.ToArray();

    private static async Task VisitAsync(AttackedClient attackedClient, ScriptedServer server, byte[] answer)
    {
        var visiting = attackedClient.VisitAsync(server.EndPoint.Port);
        using var client = await server.AcceptAsync();
        client.Socket.NoDelay = true;
        await client.Sends("NAME");
        await client.HearsBytes("alice\0");
        try
        {
            await client.Sends(answer);
            client.ClosesItsSide();
            await client.HearsToTheEnd();
        }
        catch (System.Net.Sockets.SocketException)
        {
            // The client has left already.
        }

        await visiting;
    }
}
