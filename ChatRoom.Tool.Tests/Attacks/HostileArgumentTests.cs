using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Attacks;

/// <summary>What is quoted of a command line, such as a file's name that somebody else chose, does nothing to the terminal that shows it.</summary>
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
    public async Task What_is_wrong_in_arguments_is_told_without_their_controls(params string[] arguments)
    {
        await using var tool = ToolProcess.Start(arguments);
        var errors = await tool.Errors;

        Corpus.IsSafe(errors, "standard error");
        Assert.That(errors, Does.StartWith("chatroom: ").And.Contain("red"));
        Assert.That(await tool.Exits(), Is.AnyOf(1, 2, 3));
    }
}
