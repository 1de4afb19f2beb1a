using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Options;

/// <summary>Users whose names are not allowed, reserved or taken. Without <c>--name</c> a verb uses a similar name.</summary>
[Platform("Linux")]
[UnsupportedOSPlatform("windows")]
internal sealed class DefaultNameTests : IDisposable
{
    private readonly ScratchDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestCase("admin", "admin_2")]
    [TestCase("Server", "Server_2")]
    [TestCase("alice", "alice_2")]
    [TestCase("CORP\\\u00fcn\u00efcode user of more than thirty-two", "CORP__n_code_user_of_more_than_t")]
    public async Task A_user_sends_under_a_similar_free_name(string user, string name)
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var send = await StartAsAsync(user, "send", "--port", $"{server.EndPoint.Port}", "hello");

        Assert.That(await send.Errors, Is.Empty);
        await alice.Hears($"{name}: hello");
    }

    [Test]
    public async Task A_given_name_is_not_numbered()
    {
        await using var server = RunningServer.Start();
        await using var send = ToolProcess.Start("send", "--port", $"{server.EndPoint.Port}", "--name", "admin", "hello");

        await send.FailsWith(4, "The name admin is reserved, so that nobody can pose as the server; choose another.");
    }

    /// <summary>Starts the tool in a mount namespace with another list of users.</summary>
    private async Task<ToolProcess> StartAsAsync(string user, params string[] arguments)
    {
        Requires.Program("unshare");
        var users = _folder.Write("passwd", $"{user}:x:0:0::/root:/bin/sh\n");
        var inside = $"mount --bind '{users}' /etc/passwd";
        await using (var attempt = ToolProcess.StartOther("unshare", "-m", "sh", "-c", inside))
        {
            if (await attempt.Exits() != 0)
            {
                Assert.Ignore("a mount is not permitted here");
            }
        }

        return ToolProcess.StartOther("unshare", ["-m", "sh", "-c", $"{inside} && exec \"$@\"", "sh", ToolProcess.ToolPath, .. arguments]);
    }
}
