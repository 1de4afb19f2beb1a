using System.Runtime.Versioning;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Log;

/// <summary>Tests of a server that keeps its log on disk, and in memory less than these tests say.</summary>
[UnsupportedOSPlatform("windows")]
internal abstract class DiskLogServer(bool portable)
{
    protected const int Window = 128 << 10;

    protected bool Portable => portable;

    protected ScratchDirectory Folder { get; private set; } = null!;

    [SetUp]
    public void MakeFolder() => Folder = new ScratchDirectory();

    [TearDown]
    public void RemoveFolder() => Folder.Dispose();

    protected RunningServer Start(bool syncsAlways = false) => RunningServer.Start(Options(syncsAlways));

    protected ServerOptions Options(bool syncsAlways) => RunningServer.Options with
    {
        Portable = portable,
        WindowBytes = Window,
        Log = new LogOptions { Folder = Folder["log"], SyncsAlways = syncsAlways },
    };

    protected static async Task<TestPeer> EntersAsync(RunningServer server, string word, string answer)
    {
        var peer = await server.ConnectAsync();
        await peer.HearsBytes("NAME");
        await peer.Sends("ci\0");
        await peer.HearsLike("^chatroom/1 ");
        await peer.Says(word);
        await peer.HearsLike(answer);
        return peer;
    }
}
