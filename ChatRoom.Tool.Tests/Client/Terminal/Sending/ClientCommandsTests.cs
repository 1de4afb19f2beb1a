using ChatRoom.Client.Terminal.Reading;
using ChatRoom.Client.Terminal.Sending;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Terminal.Sending;

internal sealed class ClientCommandsTests
{
    private readonly TerminalRoom _room = new();
    private readonly ClientCommands _commands;

    public ClientCommandsTests() => _commands = new ClientCommands(_room.Transcript, hasServerCommands: true);

    [Test]
    public void Help_lists_the_commands_of_the_client_before_those_of_the_server()
    {
        Assert.That(_commands.Run("/help"), Is.EqualTo(CommandEffect.AsksServer));
        Assert.That(_room.Shows("notice @ /help            lists the commands"), Is.EqualTo("""
            14:05 # /bell [MODE]     sets when the bell rings: off, mention or all
            14:05 # /ignore [NAME]   hides what NAME says, or lists the people you ignore
            14:05 # /unignore NAME   shows what NAME says again
            14:05 # /clear           empties the screen
            14:05 # /help            lists the commands

            """));
    }

    [Test]
    public void Help_lists_only_the_commands_of_the_client_if_the_server_has_none()
    {
        Assert.That(new ClientCommands(_room.Transcript, hasServerCommands: false).Run("/help"), Is.EqualTo(CommandEffect.Done));
        Assert.That(_room.Shows(), Does.EndWith("# /help            lists the commands\n14:05 # /quit            leaves\n"));
    }

    [TestCase("/quit", CommandEffect.Leaves)]
    [TestCase("/quit ", CommandEffect.Leaves)]
    [TestCase("/QUIT now", CommandEffect.Leaves)]
    [TestCase("/clear", CommandEffect.Clears)]
    [TestCase("/who", CommandEffect.AsksServer)]
    [TestCase("//bell", CommandEffect.AsksServer)]
    [TestCase("/bells", CommandEffect.AsksServer)]
    [TestCase("/", CommandEffect.AsksServer)]
    public void A_command_is_run_by_the_client_or_left_to_the_server(string line, CommandEffect effect)
    {
        Assert.That(_commands.Run(line), Is.EqualTo(effect));
        Assert.That(_room.Shows(), Is.Empty);
    }

    [TestCase("/bell", BellMode.Mention, "# The bell rings when somebody mentions you or sends you a private message.")]
    [TestCase("/bell off", BellMode.Off, "# The bell is off.")]
    [TestCase("/bell ALL", BellMode.All, "# The bell rings whenever somebody says something.")]
    [TestCase("/bell loud", BellMode.Mention, "! Use it like this: /bell off, /bell mention or /bell all")]
    [TestCase("/bell 2", BellMode.Mention, "! Use it like this: /bell off, /bell mention or /bell all")]
    public void The_bell_command_sets_and_reports_the_mode(string line, BellMode mode, string answer)
    {
        Assert.That(_commands.Run(line), Is.EqualTo(CommandEffect.Done));
        Assert.That(_room.Transcript.Bell.Mode, Is.EqualTo(mode));
        Assert.That(_room.Shows(), Is.EqualTo($"14:05 {answer}\n"));
    }

    [Test]
    public void People_are_ignored_and_shown_again()
    {
        foreach (var line in new[]
        {
            "/ignore", "/ignore bob", "/ignore BOB", "/ignore Anna", "/ignore", "/ignore alice", "/ignore two words",
            "/unignore Bob", "/unignore bob", "/unignore", "/unignore \u001bx",
        })
        {
            Assert.That(_commands.Run(line), Is.EqualTo(CommandEffect.Done));
        }

        Assert.That(_room.Shows(), Is.EqualTo("""
            14:05 # You ignore nobody; /ignore NAME hides what NAME says.
            14:05 # You ignore bob now; /unignore bob ends that.
            14:05 # You ignore BOB already.
            14:05 # You ignore Anna now; /unignore Anna ends that.
            14:05 # You ignore Anna, bob.
            14:05 ! You cannot ignore yourself.
            14:05 ! That name is not allowed; use 1 to 32 of A-Z a-z 0-9 _ - . [ ] { } | ^ and no spaces.
            14:05 # You no longer ignore Bob.
            14:05 ! You do not ignore bob; /ignore lists the people you ignore.
            14:05 ! Use it like this: /unignore NAME
            14:05 ! You do not ignore ; /ignore lists the people you ignore.

            """));
    }
}
