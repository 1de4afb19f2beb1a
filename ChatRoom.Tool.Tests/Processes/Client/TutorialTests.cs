using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Client;

/// <summary>The tutorial's two Python programs with the real tool on the other side.</summary>
internal sealed class TutorialTests
{
    [SetUp]
    public void RequirePython() => Requires.Program("python3");

    [Test]
    public async Task Two_tutorial_clients_on_our_server_print_the_same_as_in_the_tutorial()
    {
        var (server, port) = await ToolProcess.StartServerAsync();
        await using var _ = server;
        await using var one = StartPythonClient("Rajat_One", port);
        await one.Prints("Rajat_One joined!", "Connected to server!");
        await using var two = StartPythonClient("Rajat_Two", port);
        await two.Prints("Rajat_Two joined!", "Connected to server!");
        await one.Prints("Rajat_Two joined!");

        await one.Reads("Hello");
        await EachPrints("Rajat_One: Hello", one, two);
        await two.Reads("Howdy!");
        await EachPrints("Rajat_Two: Howdy!", one, two);
        await one.Reads("nothing much");
        await EachPrints("Rajat_One: nothing much", one, two);
    }

    [Test]
    public async Task A_killed_tutorial_client_has_left()
    {
        var (server, port) = await ToolProcess.StartServerAsync();
        await using var _ = server;
        await using var one = StartPythonClient("Rajat_One", port);
        await one.Prints("Rajat_One joined!", "Connected to server!");
        await using var two = StartPythonClient("Rajat_Two", port);
        await two.Prints("Rajat_Two joined!", "Connected to server!");
        await one.Prints("Rajat_Two joined!");
        await using var three = StartPythonClient("Rajat_Three", port);
        await three.Prints("Rajat_Three joined!", "Connected to server!");
        await EachPrints("Rajat_Three joined!", one, two);

        await three.IsSent("KILL");

        await EachPrints("Rajat_Three left!", one, two);
    }

    [Test]
    public async Task Characters_that_would_kill_a_tutorial_client_do_not_reach_it()
    {
        var (server, port) = await ToolProcess.StartServerAsync();
        await using var _ = server;
        await using var one = StartPythonClient("Rajat_One", port);
        await one.Prints("Rajat_One joined!", "Connected to server!");
        using var nc = await TestPeer.JoinAsync(port, "nc");
        await one.Prints("nc joined!");

        await nc.Says("café 🙂");
        await one.Prints("nc: caf? ?");
        await one.Reads("I live on");

        await nc.Hears("nc: café 🙂", "Rajat_One: I live on");
    }

    [Test]
    public async Task Our_client_and_a_tutorial_client_meet_on_a_tutorial_server()
    {
        var (server, port) = await StartPythonServerAsync();
        await using var _ = server;
        await using var theirs = StartPythonClient("bob", port);
        await PrintsThatItIsIn(theirs, "bob");
        await using var ours = ToolProcess.StartClient(port, "alice");

        Assert.That(OnScreen(await theirs.NextLine()), Is.EqualTo("alice joined!"));
        await PrintsThatItIsIn(ours, "alice");
        await theirs.Reads("hello");
        await EachPrints("bob: hello", theirs, ours);
        await ours.Reads("hi");
        await EachPrints("alice: hi", theirs, ours);
        await ours.Reads("/who is there?");
        await EachPrints("alice: /who is there?", theirs, ours);
        await ours.Reads("é");
        await EachPrints("alice: ?", theirs, ours);
        ours.EndsItsInput();

        Assert.That(await ours.Exits(), Is.Zero);
        Assert.That(OnScreen(await theirs.NextLine()), Is.EqualTo("alice left!"));
        Assert.That(await ours.PrintsToTheEnd(), Is.Empty);
        Assert.That(await ours.Errors, Is.Empty);
    }

    /// <summary>
    /// Waits for both clients before the next line is said. Only time separates two messages on the tutorial's connections:
    /// on a busy machine its programs may receive both at once.
    /// </summary>
    private static async Task EachPrints(string line, ToolProcess one, ToolProcess other)
    {
        await one.Prints(line);
        await other.Prints(line);
    }

    private static ToolProcess StartPythonClient(string name, int port) =>
        ToolProcess.StartOther("python3", Script("tutorial_client.py"), name, "127.0.0.1", $"{port}");

    private static async Task<(ToolProcess Server, int Port)> StartPythonServerAsync()
    {
        var server = ToolProcess.StartOther("python3", Script("tutorial_server.py"), "0");
        return (server, int.Parse(await server.PrintsLike("^([0-9]+)$"), System.Globalization.CultureInfo.InvariantCulture));
    }

    private static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "Tutorial", name);

    /// <summary>The server sends two texts without a pause, so that a client may print them in one line.</summary>
    private static async Task PrintsThatItIsIn(ToolProcess client, string name)
    {
        var printed = await client.NextLine();
        if (printed == $"{name} joined!")
        {
            printed += await client.NextLine();
        }

        Assert.That(printed, Is.EqualTo($"{name} joined!Connected to server!"));
    }

    /// <summary>A line as a terminal shows it: without the NUL after our client's name.</summary>
    private static string OnScreen(string line) => line.Replace("\0", "", StringComparison.Ordinal);
}
