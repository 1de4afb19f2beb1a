using System.Text;
using ChatRoom.Tests.Support;
using NUnit.Framework;

namespace ChatRoom.Tests.Server;

internal sealed class TutorialTests
{
    [Test]
    public async Task Two_tutorial_clients_print_what_the_tutorial_shows()
    {
        await using var server = RunningServer.Start();
        await using var one = await TutorialClient.ConnectAsync(server.EndPoint, "Rajat_One");
        await one.Prints("Rajat_One joined!", "Connected to server!");
        await using var two = await TutorialClient.ConnectAsync(server.EndPoint, "Rajat_Two");
        await two.Prints("Rajat_Two joined!", "Connected to server!");
        await one.Prints("Rajat_Two joined!");
        await one.Types("Hello");
        await one.Prints("Rajat_One: Hello");
        await two.Types("Howdy!");
        await one.Prints("Rajat_Two: Howdy!");
        await one.Types("nothing much");
        await one.Prints("Rajat_One: nothing much");

        await using var three = await TutorialClient.ConnectAsync(server.EndPoint, "Rajat_Three");
        await one.Prints("Rajat_Three joined!");
        three.IsKilled();
        await one.Prints("Rajat_Three left!");
        await two.Prints("Rajat_One: Hello", "Rajat_Two: Howdy!", "Rajat_One: nothing much", "Rajat_Three joined!", "Rajat_Three left!");
    }

    [Test]
    public async Task A_tutorial_client_lives_on_beside_somebody_who_writes_more_than_ascii()
    {
        await using var server = RunningServer.Start();
        await using var tutorial = await TutorialClient.ConnectAsync(server.EndPoint, "old");
        await tutorial.Prints("old joined!", "Connected to server!");
        using var nc = await server.JoinAsync("nc");
        await nc.Says("é 🎉 ok");
        await tutorial.Prints("nc joined!", "nc: ? ? ok");
        await tutorial.Types("hi");
        await nc.Hears("nc: é 🎉 ok", "old: hi");
    }

    [Test]
    public async Task A_long_text_comes_in_pieces_that_all_bear_the_name()
    {
        await using var server = RunningServer.Start();
        await using var tutorial = await TutorialClient.ConnectAsync(server.EndPoint, "old");
        await tutorial.Prints("old joined!", "Connected to server!");
        using var eve = await server.JoinAsync("eve");
        await tutorial.Prints("eve joined!");

        // Where the tutorial's receive would cut it, the rest would look like bob's.
        var text = new string('x', 1024 - "eve: ".Length) + "bob: I am bob" + new string('y', 2000);
        await eve.Says(text);

        var printed = new StringBuilder();
        while (printed.Length < text.Length)
        {
            var line = await tutorial.NextPrinted();
            Assert.That(line, Does.StartWith("eve: "));
            printed.Append(line.AsSpan("eve: ".Length));
        }

        Assert.That(printed.ToString(), Is.EqualTo(text));
    }

    [Test]
    public async Task Many_lines_reach_it_whole_and_in_order()
    {
        await using var server = RunningServer.Start();
        await using var tutorial = await TutorialClient.ConnectAsync(server.EndPoint, "old");
        await tutorial.Prints("old joined!", "Connected to server!");
        using var nc = await server.JoinAsync("nc");
        await tutorial.Prints("nc joined!");
        await nc.Sends(string.Concat(Enumerable.Range(0, 1000).Select(n => $"number {n}\n")));
        for (var n = 0; n < 1000; n++)
        {
            await tutorial.Prints($"nc: number {n}");
        }
    }

    [Test]
    public async Task A_message_whose_character_is_cut_by_the_network_waits_for_the_rest()
    {
        await using var server = RunningServer.Start();
        using var nc = await server.JoinAsync("nc");
        await using var other = await TutorialClient.ConnectAsync(server.EndPoint, "other");
        await other.Prints("other joined!", "Connected to server!");
        await nc.Hears("other joined!");
        var bytes = Encoding.UTF8.GetBytes("other: é");
        await other.Sends(bytes[..^1]);

        // A fence: whatever the server made of the first half, it has made it by now.
        await nc.Says("/who");
        await nc.Hears("# 2 here: nc other");
        await other.Sends(bytes[^1..]);
        await nc.Hears("other: é");
    }
}
