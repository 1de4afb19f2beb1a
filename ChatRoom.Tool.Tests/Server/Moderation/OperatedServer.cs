using System.Net;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Moderation;

/// <summary>A server with an operators' password.</summary>
[Platform("Linux", Reason = "only there the whole of 127.0.0.0/8 is this machine's own")]
internal abstract class OperatedServer(bool portable)
{
    protected static readonly IPAddress Elsewhere = IPAddress.Parse("127.0.0.2");

    protected ManualTime Time { get; } = new();

    protected bool Portable => portable;

    protected static async Task<TestPeer> OperatorAsync(RunningServer server, IPAddress? from = null)
    {
        var alice = await server.JoinAsync("alice", from: from);
        await Become(alice);
        return alice;
    }

    protected static async Task Become(TestPeer peer)
    {
        await peer.Says("/op sesame open");
        await peer.HearsLike("^# You are an operator now;");
    }

    /// <param name="log">null: no log on disk.</param>
    protected RunningServer Start(LogOptions? log = null)
    {
        return RunningServer.Start(RunningServer.Options with { Portable = portable, Time = Time, Log = log, OperatorPassword = new Password("sesame open"u8) });
    }
}
