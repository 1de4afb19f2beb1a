using System.Net;
using System.Text;
using ChatRoom.Server.Fanout.Sending;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Dialects.Tutorial;

/// <summary>The tutorial's client does not split its input into lines, so time stands still here until it has received a write.</summary>
internal sealed class TutorialTests
{
    private readonly ManualTime _time = new();

    private ServerOptions Options => RunningServer.Options with { Time = _time };

    [Test]
    public async Task Two_tutorial_clients_print_the_conversation_of_the_tutorial()
    {
        await using var server = RunningServer.Start(Options);
        await using var one = await JoinAsync(server.EndPoint, "Rajat_One");
        await using var two = await JoinAsync(server.EndPoint, "Rajat_Two", one);
        await one.Types("Hello");
        await Print("Rajat_One: Hello", one, two);
        await two.Types("Howdy!");
        await Print("Rajat_Two: Howdy!", one, two);
        await one.Types("nothing much");
        await Print("Rajat_One: nothing much", one, two);

        await using var three = await JoinAsync(server.EndPoint, "Rajat_Three", one, two);
        three.IsKilled();
        await Print("Rajat_Three left!", one, two);
    }

    [Test]
    public async Task A_tutorial_client_survives_text_beyond_ascii()
    {
        await using var server = RunningServer.Start(Options);
        await using var tutorial = await JoinAsync(server.EndPoint, "old");
        using var nc = await server.JoinAsync("nc");
        await Print("nc joined!", tutorial);
        await nc.Says("é 🎉 ok");
        await Print("nc: ? ? ok", tutorial);
        await tutorial.Types("hi");
        await nc.Hears("nc: é 🎉 ok", "old: hi");
    }

    [Test]
    public async Task A_long_text_arrives_in_pieces_that_all_have_the_name()
    {
        await using var server = RunningServer.Start(Options);
        await using var tutorial = await JoinAsync(server.EndPoint, "old");
        using var eve = await server.JoinAsync("eve");
        await Print("eve joined!", tutorial);

        // At the place where the tutorial's receive would cut it, the rest would look like bob's.
        var text = new string('x', 1024 - "eve: ".Length) + "bob: I am bob" + new string('y', 2000);
        await eve.Says(text);

        var printed = new StringBuilder();
        while (printed.Length < text.Length)
        {
            var piece = await tutorial.NextPrinted();
            Assert.That(piece, Does.StartWith("eve: "));
            printed.Append(piece.AsSpan("eve: ".Length));
            await _time.Passes(TutorialOutbound.Pause);
        }

        Assert.That(printed.ToString(), Is.EqualTo(text));
    }

    [Test]
    public async Task Many_lines_arrive_whole_and_in_order_and_no_receive_splits_one()
    {
        await using var server = RunningServer.Start(Options);
        await using var tutorial = await JoinAsync(server.EndPoint, "old");
        Assert.That(await tutorial.NextReceive(), Is.EqualTo("old joined!\nConnected to server!"));
        using var nc = await server.JoinAsync("nc");
        await nc.Sends(string.Concat(Enumerable.Range(0, 1000).Select(n => $"number {n}\n")));

        var printed = new List<string>();
        while (printed.Count < 1001)
        {
            printed.AddRange((await tutorial.NextReceive()).Split('\n'));
            await _time.Passes(TutorialOutbound.Pause);
        }

        Assert.That(printed, Is.EqualTo(Enumerable.Range(0, 1000).Select(n => $"nc: number {n}").Prepend("nc joined!")));
    }

    [Test]
    public async Task A_message_with_a_split_character_waits_for_the_rest()
    {
        await using var server = RunningServer.Start(Options);
        await using var other = await JoinAsync(server.EndPoint, "other");
        using var nc = await server.JoinAsync("nc");
        var bytes = Encoding.UTF8.GetBytes("other: é");
        await other.Sends(bytes[..^1]);

        // After the answer to another peer, a server that does not wait would have published the half.
        await nc.Says("/who");
        await nc.Hears("# 2 here: other nc");
        await other.Sends(bytes[^1..]);
        await nc.Hears("other: é");
    }

    /// <summary>Lets a tutorial client join; the others print that, too.</summary>
    private async Task<TutorialClient> JoinAsync(IPEndPoint server, string name, params TutorialClient[] others)
    {
        var client = await TutorialClient.ConnectAsync(server, name);
        await _time.Passes(RunningServer.Options.DialectTimeout);
        await client.Prints($"{name} joined!", "Connected to server!");
        foreach (var other in others)
        {
            await other.Prints($"{name} joined!");
        }

        await _time.Passes(TutorialOutbound.Pause, others.Length + 1);
        return client;
    }

    private async Task Print(string line, params TutorialClient[] clients)
    {
        foreach (var client in clients)
        {
            await client.Prints(line);
        }

        await _time.Passes(TutorialOutbound.Pause, clients.Length);
    }
}
