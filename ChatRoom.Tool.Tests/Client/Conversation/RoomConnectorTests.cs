using ChatRoom.Client.Connecting;
using ChatRoom.Client.Conversation;
using ChatRoom.Client.Options;
using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Conversation;

/// <summary>Joining a server that closes the connection meanwhile.</summary>
internal sealed class RoomConnectorTests
{
    private readonly ManualTime _time = new();

    [Test]
    public async Task A_client_gives_up_if_its_connection_is_lost_again_after_the_time_for_the_outage()
    {
        using var server = new ScriptedServer();
        Assert.That(Nickname.TryParse("ci", out var name));
        var options = new ClientOptions
        {
            Host = "127.0.0.1",
            Port = server.EndPoint.Port,
            Time = _time,
            Reconnect = Reconnects.Steady with { GiveUpAfter = TimeSpan.FromSeconds(1) },
        };
        var running = RoomConnector.RunAsync(options, new JoinRequest("lobby", name!, Role.Watcher), _ => throw new InvalidOperationException("it joined"));
        (await server.AcceptAsync()).Dispose();
        await _time.Passes(TimeSpan.FromMilliseconds(100));

        using (await server.AcceptAsync())
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        var failure = await running.WaitAsync(TestTimeout.Limit);
        Assert.That(failure?.Outcome, Is.EqualTo(Outcome.Lost));
    }
}
