using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Server;

/// <summary>The directory of a server's log, from its options and environment, and the permissions there.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class DataDirectoryOptionTests
{
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode PrivateFolder = PrivateFile | UnixFileMode.UserExecute;

    private ScratchDirectory _folder = null!;

    [SetUp]
    public void Make_a_home()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("other systems have other directories");
        }

        _folder = new ScratchDirectory();
    }

    [TearDown]
    public void Remove_the_home() => _folder?.Dispose();

    [TestCase("{0}/state", "{0}/home", "{0}/state/chatroom/{1}")]
    [TestCase("", "{0}/home", "{0}/home/.local/state/chatroom/{1}")]
    [TestCase("not/absolute", "{0}/home", "{0}/home/.local/state/chatroom/{1}")]
    public async Task By_default_the_log_is_in_the_users_state_directory_and_private(string state, string home, string expected)
    {
        var port = FreePort.Find();
        var directory = In(expected, port);
        await using var server = ToolProcess.StartWith(
            [("XDG_STATE_HOME", In(state, port)), ("HOME", In(home, port))], "server", "--port", $"{port}");
        await server.PrintsLike("listens on");
        await server.NextLine();
        await server.Prints($"Its log is in {directory}");
        using (await TestPeer.JoinAsync(port, "alice"))
        {
            Assert.That(
                Directory.EnumerateFileSystemEntries(directory, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(directory, path)),
                Is.EquivalentTo(["bans", "lock", "room-lobby", "room-lobby/00000000000000000001.log"]));
        }

        foreach (var path in Directory.EnumerateFileSystemEntries(_folder["."], "*", SearchOption.AllDirectories))
        {
            Assert.That(File.GetUnixFileMode(path), Is.EqualTo(Directory.Exists(path) ? PrivateFolder : PrivateFile), path);
        }
    }

    [Test]
    public async Task A_user_without_a_home_must_choose_a_directory_or_no_log()
    {
        var tool = SharedToolCopy.CopyTo(_folder);
        await using var server = ToolProcess.StartOther(
            "env",
            ["-u", "HOME", "-u", "XDG_STATE_HOME", "setpriv", "--reuid", "54321", "--regid", "54321", "--clear-groups", tool, "server", "--port", $"{FreePort.Find()}"]);

        await server.FailsWith(2, "there is no state directory for the log; give a directory with --data, or --ephemeral to keep no log");
    }

    [Test]
    public async Task An_ephemeral_log_with_a_directory_is_wrong_usage()
    {
        await using var server = ToolProcess.Start("server", "--port", "0", "--ephemeral", "--data", _folder["log"]);

        await server.FailsWith(2, "--ephemeral keeps no log, but --data gives its directory; give only one of them");
    }

    [Test]
    public async Task An_empty_directory_name_is_wrong_usage()
    {
        await using var server = ToolProcess.Start("server", "--port", "0", "--data", "");

        await server.FailsWith(2, "the value of --data is empty; give one, or leave the option out");
    }

    [Test]
    public async Task A_directory_that_cannot_be_made_is_one_sentence()
    {
        var path = Path.Combine(_folder.Write("file", ""), "log");

        await using var server = ToolProcess.Start("server", "--port", "0", "--data", path);

        Assert.That(await server.Errors, Does.Match($@"^chatroom: cannot use the data directory {path}: [^\n]+; choose another one with --data DIR, or keep no log with --ephemeral\n$"));
        Assert.That(await server.PrintsToTheEnd(), Is.Empty);
        Assert.That(await server.Exits(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_second_server_in_the_same_directory_is_refused_until_the_first_has_ended_or_was_killed()
    {
        await using (var first = ToolProcess.Start("server", "--port", "0", "--data", _folder["log"]))
        {
            await first.PrintsLike("listens on");
            await using var second = ToolProcess.Start("server", "--port", "0", "--data", _folder["log"]);
            await second.FailsWith(1, $"another server uses the data directory {_folder["log"]}: stop that server, or choose another directory with --data DIR");
            await first.IsSent("KILL");
            await first.Exits();
        }

        await using var third = ToolProcess.Start("server", "--port", "0", "--data", _folder["log"]);
        await third.PrintsLike("listens on");
    }

    private string In(string pattern, int port) => pattern.Replace("{0}", Path.GetFullPath(_folder["."]).TrimEnd('/')).Replace("{1}", $"{port}");
}
