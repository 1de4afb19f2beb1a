using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Options;

/// <summary>Users whose names a room does not take as they are: without <c>--name</c> every verb goes on under the next best.</summary>
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
    public async Task A_user_sends_under_a_name_that_is_free(string user, string name)
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var send = await StartAsAsync(user, "send", "--port", $"{server.EndPoint.Port}", "hello");

        Assert.That(await send.Errors, Is.Empty);
        await alice.Hears($"{name}: hello");
    }

    [Test]
    public async Task A_name_that_is_given_is_not_numbered()
    {
        await using var server = RunningServer.Start();
        await using var send = ToolProcess.Start("send", "--port", $"{server.EndPoint.Port}", "--name", "admin", "hello");

        await send.FailsWith(4, "The name admin is reserved, so that nobody can pose as the server; choose another.");
    }

    /// <summary>In a mount namespace in which the list of users is another.</summary>
    private async Task<ToolProcess> StartAsAsync(string user, params string[] arguments)
    {
        Requires.Program("unshare");
        var users = _folder.Write("passwd", $"{user}:x:0:0::/root:/bin/sh\n");
        var inside = $"mount --bind '{users}' /etc/passwd";
        await using (var attempt = ToolProcess.StartOther("unshare", "-m", "sh", "-c", inside))
        {
            if (await attempt.Exits() != 0)
            {
                Assert.Ignore("nothing may be mounted here");
            }
        }

        return ToolProcess.StartOther("unshare", ["-m", "sh", "-c", $"{inside} && exec \"$@\"", "sh", ToolProcess.ToolPath, .. arguments]);
    }
}
