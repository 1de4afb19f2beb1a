using System.Runtime.Versioning;
using ChatRoom.CommandLine;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Options;

/// <summary>Paths in options, variables and arguments. A shell does not expand the ~ of <c>--data=~/x</c>.</summary>
[Platform(Exclude = "Win")]
[UnsupportedOSPlatform("windows")]
internal sealed class NamedPathTests : IDisposable
{
    private readonly ScratchDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [TestCase("", "--data=~/log")]
    [TestCase("~/log", "--ping-interval=60s")]
    public async Task A_tilde_is_the_home_in_an_option_and_in_a_variable(string variable, string option)
    {
        await using var server = ToolProcess.StartWith([("HOME", _home["."]), ("CHATROOM_DATA", variable)], "server", "--port", "0", option);
        await server.NextLine();
        await server.NextLine();

        await server.Prints($"Its log is in {_home["log"]}");
        Assert.That(Directory.Exists(_home["log"]));
    }

    [Test]
    public async Task A_tilde_is_the_home_in_every_option_that_names_a_file()
    {
        foreach (var option in FileOptions("server").Except(["data", "cert"]))
        {
            string[] others = option switch
            {
                "key" => ["--cert", _home.Write("cert.pem", "")],
                "cluster-key" => ["--cluster", "nats://127.0.0.1:1", "--cluster-cert", _home.Write("cert.pem", "")],
                "cluster-cert" => ["--cluster", "nats://127.0.0.1:1", "--cluster-key", _home.Write("cert.pem", "")],
                _ => option.StartsWith("cluster-", StringComparison.Ordinal) ? ["--cluster", "nats://127.0.0.1:1"] : [],
            };
            await using var server = ToolProcess.StartWith([("HOME", _home["."])], ["server", "--port", "0", "--ephemeral", $"--{option}=~/none", .. others]);
            Assert.That(await server.Errors, Does.Contain($" {_home["none"]}: there is no such file"), option);
        }
    }

    [Test]
    public async Task A_tilde_is_the_home_in_the_name_of_a_file_of_arguments()
    {
        _home.Write("arguments", "--port=http\n");
        await using var client = ToolProcess.StartWith([("HOME", _home["."])], "client", "@~/arguments");

        await client.FailsWith(2, "'http' is not a port for --port; give a number from 1 to 65535");
    }

    [TestCase("~bob/x", "only your own ~ is expanded; write out that user's home directory, or ./~bob/x for a file of that name")]
    [TestCase("~/x", "this user has no home directory; write out the whole path")]
    public async Task An_unknown_home_is_wrong_usage(string named, string whatToDo)
    {
        await using var server = ToolProcess.StartWith([("HOME", "not/absolute")], "server", "--port", "0", $"--data={named}");

        await server.FailsWith(2, $"'{named}' is not a path for --data; {whatToDo}");
    }

    private static IEnumerable<string> FileOptions(string verb) =>
        from option in VerbTable.Find(verb)!.Define().Options where option.ValueName is "FILE" or "DIR" select option.LongName;
}
