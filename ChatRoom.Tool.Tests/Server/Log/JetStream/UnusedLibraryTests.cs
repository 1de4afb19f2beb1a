using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Log.JetStream;

[UnsupportedOSPlatform("windows")]
internal sealed class UnusedLibraryTests
{
    [Test]
    public async Task A_server_without_a_cluster_loads_no_library_of_NATS()
    {
        Requires.Linux();
        var (server, _) = await ToolProcess.StartServerAsync("--ephemeral");
        await using (server)
        {
            var loaded = await File.ReadAllLinesAsync($"/proc/{server.Id}/maps");
            Assert.That(loaded, Has.Some.EndsWith("/chatroom.dll"), "libraries are listed by their files");
            Assert.That(loaded, Has.None.Matches(@"/(NATS|Microsoft\.Extensions)\.[^/]*\.dll$"));
        }
    }
}
