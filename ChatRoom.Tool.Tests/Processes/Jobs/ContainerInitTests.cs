using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Jobs;

/// <summary><c>chatroom exec</c> as the first process of a container.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ContainerInitTests
{
    private const string Script = """
        case $CHATROOM_MESSAGE_TEXT in
        leave) sh -c 'sleep 0.1 > /dev/null & echo $! > "$0"' "$0" ;;
        wait) until ! [ -e "/proc/$(cat "$0")" ] || grep -q "^State:.Z" "/proc/$(cat "$0")/status"; do :; done ;;
        look) if [ -e "/proc/$(cat "$0")" ]; then echo zombie; else echo reaped; fi ;;
        esac
        """;

    [Test]
    public async Task Orphans_of_a_command_are_reaped()
    {
        Requires.Linux();
        Requires.Program("unshare");
        string[] namespaces = ["--pid", "--fork", "--mount-proc", "--kill-child"];
        await using (var probe = ToolProcess.StartOther("unshare", [.. namespaces, "true"]))
        {
            if (await probe.Exits() != 0)
            {
                Assert.Ignore("no namespaces may be made here");
            }
        }

        using var folder = new ScratchDirectory();
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var bot = ToolProcess.StartOther("unshare", [
            .. namespaces, ToolProcess.ToolPath, "exec", "--port", $"{server.EndPoint.Port}", "--name", "echo", "--",
            "sh", "-c", Script.ReplaceLineEndings("\n"), folder["pid"]]);
        await alice.Hears("echo joined!");

        // The second command ends after the orphan of the first.
        await alice.Sends("leave\nwait\nlook\n");

        await bot.Prints("reaped");
    }
}
