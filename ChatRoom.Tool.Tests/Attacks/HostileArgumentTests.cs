using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Attacks;

/// <summary>A message may quote an argument, such as a file's name that another person chose. It must not affect the terminal.</summary>
internal sealed class HostileArgumentTests
{
    private const string Hostile = "/nowhere/\e]52;c;AA==\a\e[31mred\u202E\u200B";

    [TestCase("server", "--port", Hostile)]
    [TestCase("server", "--port", "0", "--motd", Hostile)]
    [TestCase("server", "--port", "0", "--operator-password-file", Hostile)]
    [TestCase("server", "--port", "0", "--host", Hostile)]
    [TestCase("who", "--host", Hostile)]
    [TestCase("wait", "--match", "[" + Hostile)]
    [TestCase("client", "@" + Hostile)]
    public async Task An_error_quotes_an_argument_without_its_controls(params string[] arguments)
    {
        await using var tool = ToolProcess.Start(arguments);
        var errors = await tool.Errors;

        Corpus.IsSafe(errors, "standard error");
        Assert.That(errors, Does.StartWith("chatroom: ").And.Contain("red"));
        Assert.That(await tool.Exits(), Is.AnyOf(1, 2, 3));
    }
}
