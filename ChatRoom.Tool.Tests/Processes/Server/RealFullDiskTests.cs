using System.Runtime.Versioning;
using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Server;

/// <summary>A server on a real disk of two megabytes that is full.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class RealFullDiskTests
{
    private ScratchDirectory _folder = null!;
    private bool _isMounted;

    private string Disk => _folder["disk"];

    [SetUp]
    public async Task Mount_the_disk()
    {
        Requires.Program("mount");
        _folder = new ScratchDirectory();
        Directory.CreateDirectory(Disk);
        await using var mount = ToolProcess.StartOther("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", Disk);
        _isMounted = await mount.Exits() == 0;
        if (!_isMounted)
        {
            Assert.Ignore($"a mount is not permitted here: {await mount.Errors}");
        }
    }

    [TearDown]
    public async Task Unmount_the_disk()
    {
        if (_isMounted)
        {
            await using var unmount = ToolProcess.StartOther("umount", Disk);
            Assert.That(await unmount.Exits(), Is.Zero, await unmount.Errors);
        }

        _folder?.Dispose();
    }

    [Test]
    public async Task Lines_are_refused_while_the_disk_is_full_and_nothing_else_is_lost()
    {
        await using (var server = await LimitedDiskServer.StartAsync(Path.Combine(Disk, "log")))
        {
            using var alice = await TestPeer.JoinAsync(server.Port, "alice");
            await alice.Says("before");
            await alice.Hears("alice: before");
            var filler = Fill();

            // The last page of the file has room for a short line, but not for this one.
            var large = new string('x', 4000);
            await alice.Sends($"{large}\n{large}\n");
            await alice.Hears($"! 2 lines were not said: {Refusal.NotWritten.Text}");
            await server.Process.PrintsLike("^messages in lobby are refused until the log can be written: cannot write .*: no space left on device$");
            await alice.Says("/join attic");
            await alice.Hears($"! {Refusal.NotWritten.Text}");
            await server.Process.PrintsLike("^messages in attic are refused until the log can be written: ");

            File.Delete(filler);
            await alice.Says(large);
            await alice.Hears($"alice: {large}");
            await alice.Says("/join attic");
            await alice.Hears("# You are in attic now.", "alice joined!");
            Assert.That(
                await server.StopAndReadLog(),
                Is.EqualTo("messages in lobby are written to the log again\nmessages in attic are written to the log again\nshutting down: 1 connected\n"));
        }

        await using var again = await LimitedDiskServer.StartAsync(Path.Combine(Disk, "log"));
        await using var tail = ToolProcess.Start("tail", "--port", $"{again.Port}", "--since", "all", "--poll");
        Assert.That(await tail.PrintsToTheEnd(), Does.Match("^alice joined!\nalice: before\nalice: x{4000}\nalice left!\n$"));
    }

    private string Fill()
    {
        var path = Path.Combine(Disk, "filler");
        using var filler = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        var page = new byte[4096];
        try
        {
            while (true)
            {
                filler.Write(page);
            }
        }
        catch (IOException)
        {
            return path;
        }
    }
}
