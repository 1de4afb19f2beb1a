using System.Runtime.Versioning;
using ChatRoom.Client.Options;
using ChatRoom.Protocol.Text;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Connecting.Tls;

/// <summary>Several servers with TLS, each with a certificate of its own. Each is trusted for itself.</summary>
[Platform(Exclude = "Win")]
[UnsupportedOSPlatform("windows")]
internal sealed class SeveralTlsServersTests : IDisposable
{
    private readonly ScratchDirectory _folder = new();

    private static ServerOptions Encrypted => RunningServer.Options with { Tls = new TlsOptions() };

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task A_server_that_is_not_known_is_passed_over()
    {
        await using var unknown = RunningServer.Start(Encrypted);
        await using var known = RunningServer.Start(Encrypted);
        await Says("once", Options(acceptsNew: true, known.EndPoint.Port));
        await Says("again", Options(acceptsNew: false, unknown.EndPoint.Port, known.EndPoint.Port));

        Assert.That(await File.ReadAllLinesAsync(_folder["known_hosts"]), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task If_no_server_is_trusted_the_client_names_all_and_goes_on_without_TLS_nowhere()
    {
        await using var unknown = RunningServer.Start(Encrypted);
        await using var plain = RunningServer.Start();
        var failure = await PipedClient.Start(Options(acceptsNew: false, unknown.EndPoint.Port, plain.EndPoint.Port), "ci").Ends();

        Assert.That(failure!.Outcome, Is.EqualTo(Outcome.ProtocolError));
        Assert.That(failure.Sentence, Does.StartWith($"none of the 2 servers can be used: the server at {unknown.EndPoint} is not known: ")
            .And.Contain($", and the server at {plain.EndPoint} does not use TLS; "));
    }

    [Test]
    public async Task A_client_goes_on_at_another_server_only_if_it_trusts_that_one_as_well()
    {
        await using var unknown = RunningServer.Start(Encrypted);
        await using var plain = RunningServer.Start();
        await using var known = RunningServer.Start(Encrypted);
        await Says("once", Options(acceptsNew: true, known.EndPoint.Port));
        var first = RunningServer.Start(Encrypted);
        PipedClient client;
        await using (first)
        {
            await Says("once", Options(acceptsNew: true, first.EndPoint.Port));
            client = PipedClient.Start(Options(acceptsNew: false, first.EndPoint.Port, unknown.EndPoint.Port, plain.EndPoint.Port, known.EndPoint.Port), "ci");
            await client.HasPrinted("ci joined!");
        }

        await client.HasExplained($"connected to {known.EndPoint} instead");
        client.EndInput();
        Assert.That(await client.Ends(), Is.Null);
        Assert.That(client.Errors, Does.Contain($"# the server at {unknown.EndPoint} is not known: "));
    }

    private static async Task Says(string text, ClientOptions options)
    {
        var client = PipedClient.Start(options, "ci");
        await client.Feed(text + "\n");
        client.EndInput();
        Assert.That(await client.Ends(), Is.Null);
    }

    private ClientOptions Options(bool acceptsNew, params int[] ports)
    {
        ServerAddress[] servers = [.. ports.Select(port => new ServerAddress("127.0.0.1", port))];
        return new ClientOptions
        {
            Host = servers[0].Host,
            Port = servers[0].Port,
            Others = servers[1..],
            Random = new SameOrder(),
            Tls = new ClientTlsOptions { AcceptsNew = acceptsNew, KnownHosts = _folder["known_hosts"] },
            Reconnect = Reconnects.AtOnce,
        };
    }
}
