using System.Text;
using ChatRoom.Protocol.WebSocket;
using ChatRoom.Server.Connections.Pacing;
using ChatRoom.Tests.Attacks;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors.Web.Sockets;

/// <summary>Frames that break the rules, at a real server: each ends the WebSocket with the standard's code, and nothing else.</summary>
internal sealed class FrameErrorTests
{
    private static readonly object[] Frames =
    [
        new object[] { "not masked", ClientFrame.Text("x") with { Mask = null }, 1002 },
        new object[] { "a reserved bit", ClientFrame.Text("x") with { ReservedBits = 4 }, 1002 },
        new object[] { "a reserved opcode", new ClientFrame((Opcode)11, []), 1002 },
        new object[] { "a ping over 125 bytes", new ClientFrame(Opcode.Ping, new byte[126]), 1002 },
        new object[] { "a ping in pieces", new ClientFrame(Opcode.Ping, []) { IsFinal = false }, 1002 },
        new object[] { "a continuation of nothing", new ClientFrame(Opcode.Continuation, []), 1002 },
        new object[] { "binary", new ClientFrame(Opcode.Binary, [1]), 1003 },
        new object[] { "not UTF-8", ClientFrame.Text([0xC0, 0xAF]), 1007 },
        new object[] { "a message over 128 KiB", ClientFrame.Text("") with { ClaimedLength = FrameReader.MaxMessage + 1 }, 1009 },
        new object[] { "a close", ClientFrame.Close(1000), 1000 },
    ];

    [TestCaseSource(nameof(Frames))]
    public async Task A_frame_that_breaks_the_rules_closes_the_WebSocket_with_its_code(string what, object frame, int code)
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var alice = await server.JoinAsync("alice");
        using var bob = await OpenAsync(server);
        await SendsAsync(bob, ClientFrame.Text("web\0join lobby bob\n"));
        await alice.Hears("bob joined!");

        await SendsAsync(bob, ClientFrame.Text("say 1 lobby before\n"), (ClientFrame)frame, ClientFrame.Text("say 2 lobby after\n"));

        await alice.Hears("bob: before", "bob left!");
        Assert.That((await bob.HearsToTheEndAsync())[^4..], Is.EqualTo(new byte[] { 0x88, 2, (byte)(code >> 8), (byte)code }), what);
        await alice.SaysAndHears("nothing came after");
    }

    [Test]
    public async Task A_ping_is_answered_with_its_payload_even_inside_a_message()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var alice = await server.JoinAsync("alice");
        using var bob = await OpenAsync(server);
        var parts = ClientFrame.Fragments("web\0join lobby bob\nsay 1 lo"u8.ToArray(), "bby h"u8.ToArray(), [0xC3], [0xA9, (byte)'\n']);
        await SendsAsync(bob, [.. parts[..2], new ClientFrame(Opcode.Ping, "are you there"u8.ToArray()), .. parts[2..]]);

        await alice.Hears("bob joined!", "bob: hé");
        await SendsAsync(bob, ClientFrame.Close(1001));
        Assert.That(Encoding.Latin1.GetString(await bob.HearsToTheEndAsync()), Does.Contain("are you there"));
    }

    [Test]
    public async Task A_silent_WebSocket_is_pinged_after_25_seconds()
    {
        var time = new ManualTime();
        await using var server = RunningServer.Start(RunningServer.WithWeb with { Time = time });
        using var bob = await OpenAsync(server);
        await SendsAsync(bob, ClientFrame.Text("web\0join lobby bob\n"));
        await bob.HearsAsync("welcome lobby bob");
        for (var periods = 0; periods < 6; periods++)
        {
            await time.Passes(IdleClock.Period);
        }

        await bob.HearsAsync("\u0089\0");
    }

    [Test]
    public async Task A_flood_of_pings_delays_nobody()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var alice = await server.JoinAsync("alice");
        using var bob = await OpenAsync(server);
        var pings = FrameBytes([.. Enumerable.Repeat(new ClientFrame(Opcode.Ping, []), 10_000), .. Enumerable.Repeat(ClientFrame.Text(""), 1000)]);
        using var stop = new CancellationTokenSource();
        var flooding = FloodAsync();
        for (var line = 0; line < 100; line++)
        {
            await alice.SaysAndHears($"line {line}");
        }

        await stop.CancelAsync();
        await flooding;

        async Task FloodAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                await bob.SaysAsync(pings);
            }
        }
    }

    private static Task<ByteRecorder> OpenAsync(RunningServer server) => ByteRecorder.OpenAsync(
        server.Web!.Port,
        Encoding.ASCII.GetBytes($"GET /-/socket HTTP/1.1\r\nHost: {server.Web.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"),
        "NAME");

    private static Task SendsAsync(ByteRecorder peer, params ClientFrame[] frames) => peer.SaysAsync(FrameBytes(frames));

    private static byte[] FrameBytes(ClientFrame[] frames) => [.. frames.SelectMany(frame => frame.Write())];
}
