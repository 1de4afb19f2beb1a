using ChatRoom.Server;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server;

/// <summary>The message of the day: the peers that are sent it, and a reload.</summary>
internal sealed class MotdTests
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatroom-");

    private string Motd => Path.Combine(_folder.FullName, "motd");

    [TearDown]
    public void Delete() => _folder.Delete(recursive: true);

    [Test]
    public async Task A_new_member_is_sent_the_message_after_the_welcome()
    {
        await using var server = Start("\n\e[31mBe\e[0m kind.\n\nBackups at noon.\n\n");

        using var person = await server.ConnectAsync();
        await person.HearsBytes("NAME");
        await person.Says("alice");
        await person.Hears("alice joined!", "Connected to server!", "# Be kind.", "# ", "# Backups at noon.");
        using var program = await TestPeer.EnterAsync(server.EndPoint.Port, "join lobby bob", "^welcome ");
        await program.HearsLike(@"^notice \d+ Be kind\.$");
        await program.HearsLike(@"^notice \d+ $");
        await program.HearsLike(@"^notice \d+ Backups at noon\.$");
        await program.HearsLike("^join 2 ");
        using var tutorial = await server.ConnectAsync();
        await tutorial.HearsBytes("NAME");
        await tutorial.Sends("carol");
        await tutorial.HearsBytes("carol joined!\nConnected to server!\n# Be kind.\n# \n# Backups at noon.");
    }

    [Test]
    public async Task A_watcher_a_sender_and_a_member_that_moves_are_not_sent_the_message()
    {
        await using var server = Start("Be kind.");
        using var watcher = await server.WatchAsync();
        using var alice = await server.JoinAsync("alice");
        await alice.Hears("# Be kind.");

        await alice.Says("/join attic");
        await alice.Says("here");

        await alice.Hears("# You are in attic now.", "alice joined!", "alice: here");
        await watcher.HearsLike("^join 1 ");
    }

    [Test]
    public async Task A_program_that_reconnects_is_not_sent_the_message_again()
    {
        await using var server = Start("Be kind.");
        using var first = await TestPeer.EnterAsync(server.EndPoint.Port, "join lobby bob session=0123456789abcdef", "^session 0$");
        await first.HearsLike("^welcome ");
        await first.HearsLike("^notice ");
        await first.HearsLike("^join 1 ");

        first.Dies();
        using var second = await TestPeer.EnterAsync(server.EndPoint.Port, "join lobby bob resume=0123456789abcdef", "^session 0$");

        await second.HearsLike("^welcome ");
        await second.Says("say 1 lobby back");
        Assert.That(await second.NextLine(), Does.Not.StartWith("notice"));
    }

    [Test]
    public async Task A_reload_puts_the_new_text_in_force()
    {
        var server = Start("Be kind.");
        await using (server)
        {
            await File.WriteAllTextAsync(Motd, "Be quick.");
            server.Reload();
            using var alice = await server.JoinAsync("alice");
            await alice.Hears("# Be quick.");
        }

        Assert.That(server.Log.ToString(), Does.StartWith($"reloaded the message of the day: 1 line{Environment.NewLine}"));
    }

    [Test]
    public async Task A_missing_or_bad_file_leaves_the_old_text_in_force()
    {
        var server = Start("Be kind.");
        await using (server)
        {
            File.Delete(Motd);
            server.Reload();
            await File.WriteAllTextAsync(Motd, string.Join('\n', Enumerable.Repeat("x", 51)));
            server.Reload();
            using var alice = await server.JoinAsync("alice");
            await alice.Hears("# Be kind.");
        }

        var log = server.Log.ToString().Split(Environment.NewLine);
        Assert.That(log[0], Is.EqualTo($"the message of the day stays as it was: cannot read {Motd}: there is no such file"));
        Assert.That(log[1], Is.EqualTo($"the message of the day stays as it was: {Motd} has 51 lines; a message of the day has at most 50"));
    }

    [Test]
    public async Task Without_a_file_there_is_nothing_to_reload()
    {
        var server = RunningServer.Start();
        await using (server)
        {
            server.Reload();
        }

        Assert.That(server.Log.ToString(), Does.StartWith("there is nothing to reload: "));
    }

    [Test]
    public void A_file_that_is_too_long_is_refused_as_a_whole()
    {
        File.WriteAllText(Motd, "short\n" + new string('é', 257));
        Assert.That(MotdFile.TryRead(Motd, out _, out var whyNot), Is.False);
        Assert.That(whyNot, Is.EqualTo($"a line of {Motd} is longer than 512 bytes: '{new string('é', 20)}...'; split it into two lines"));

        File.WriteAllText(Motd, new string('x', 70_000));
        Assert.That(MotdFile.TryRead(Motd, out _, out whyNot), Is.False);
        Assert.That(whyNot, Is.EqualTo($"{Motd} is longer than 64 KiB; a message of the day has at most 50 lines of 512 bytes"));

        Assert.That(MotdFile.TryRead("", out _, out whyNot), Is.False);
        Assert.That(whyNot, Is.EqualTo("cannot read : that is not a valid file name"));

        Assert.That(MotdFile.TryRead(_folder.FullName, out _, out whyNot), Is.False);
        Assert.That(whyNot, Is.EqualTo($"cannot read {_folder.FullName}: it is a directory, or access to it is denied"));
    }

    private RunningServer Start(string text)
    {
        File.WriteAllText(Motd, text);
        return RunningServer.Start(RunningServer.Options with { MotdFile = Motd });
    }
}
