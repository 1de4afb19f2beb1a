using System.Runtime.Versioning;
using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Server;

/// <summary>A disk of two megabytes that really is full.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class RealFullDiskTests
{
    private ScratchDirectory _folder = null!;
    private bool _isMounted;

    private string Disk => _folder["disk"];

    [SetUp]
    public async Task Mount_it()
    {
        Requires.Program("mount");
        _folder = new ScratchDirectory();
        Directory.CreateDirectory(Disk);
        await using var mount = ToolProcess.StartOther("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", Disk);
        _isMounted = await mount.Exits() == 0;
        if (!_isMounted)
        {
            Assert.Ignore($"it cannot be mounted here: {await mount.Errors}");
        }
    }

    [TearDown]
    public async Task Take_it_away()
    {
        if (_isMounted)
        {
            await using var unmount = ToolProcess.StartOther("umount", Disk);
            Assert.That(await unmount.Exits(), Is.Zero, await unmount.Errors);
        }

        _folder?.Dispose();
    }

    [Test]
    public async Task What_has_no_room_is_refused_until_there_is_some_and_nothing_else_is_lost()
    {
        await using (var server = await LimitedDiskServer.StartAsync(Path.Combine(Disk, "log")))
        {
            using var alice = await TestPeer.JoinAsync(server.Port, "alice");
            await alice.Says("before");
            await alice.Hears("alice: before");
            var ballast = Fill();

            // The last page of the file has room for little, but not for this.
            var large = new string('x', 4000);
            await alice.Sends($"{large}\n{large}\n");
            await alice.Hears($"! 2 lines were not said: {Refusal.NotWritten.Text}");
            await server.Process.PrintsLike("^messages in lobby are refused until the log can be written: cannot write .*: no space left on device$");
            await alice.Says("/join attic");
            await alice.Hears($"! {Refusal.NotWritten.Text}");
            await server.Process.PrintsLike("^messages in attic are refused until the log can be written: ");

            File.Delete(ballast);
            await alice.Says(large);
            await alice.Hears($"alice: {large}");
            await alice.Says("/join attic");
            await alice.Hears("# You are in attic now.", "alice joined!");
            Assert.That(
                await server.EndsHavingTold(),
                Is.EqualTo("messages in lobby are written to the log again\nmessages in attic are written to the log again\nshutting down: 1 connected\n"));
        }

        await using var again = await LimitedDiskServer.StartAsync(Path.Combine(Disk, "log"));
        await using var tail = ToolProcess.Start("tail", "--port", $"{again.Port}", "--since", "all", "--poll");
        Assert.That(await tail.PrintsToTheEnd(), Does.Match("^alice joined!\nalice: before\nalice: x{4000}\nalice left!\n$"));
    }

    private string Fill()
    {
        var path = Path.Combine(Disk, "ballast");
        using var ballast = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        var page = new byte[4096];
        try
        {
            while (true)
            {
                ballast.Write(page);
            }
        }
        catch (IOException)
        {
            return path;
        }
    }
}
