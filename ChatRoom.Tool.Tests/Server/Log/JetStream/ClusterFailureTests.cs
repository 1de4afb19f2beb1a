using System.Runtime.Versioning;
using ChatRoom.Server.Log.JetStream;
using ChatRoom.Tests.Support.Nats;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using NATS.NKeys;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Log.JetStream;

[UnsupportedOSPlatform("windows")]
internal sealed class ClusterFailureTests : IDisposable
{
    private const string OneUser = """authorization { users: [{ user: "chat", password: "right" }] }""";

    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    private readonly ScratchDirectory _folder = new();

    [Test]
    public async Task If_nobody_listens_that_is_said_after_a_while()
    {
        var url = $"nats://127.0.0.1:{FreePort.Find()}";

        var failure = await OpenedCluster.FailsToOpenAsync(OpenedCluster.Options(url, url) with { ConnectTimeout = Short });

        Assert.That(failure, Is.EqualTo(new ClusterFailure(ClusterFailureKind.NoAnswer, $"no NATS server answered at {url}, {url}: start NATS, or give other URLs")));
    }

    [Test]
    public async Task A_server_that_starts_later_is_waited_for()
    {
        var port = FreePort.Find();
        var opening = OpenedCluster.OpenAsync(OpenedCluster.Options($"nats://127.0.0.1:{port}"));
        await using var nats = NatsServer.Start(_folder, "n1", port, "");

        await using var stream = await opening;
        Assert.That(stream.IsConnected, Is.True);
    }

    [Test]
    public async Task A_wrong_password_is_refused_at_once_and_the_right_one_is_not()
    {
        await using var nats = await NatsServer.StartAsync(_folder, OneUser);
        var options = OpenedCluster.Options(nats.Url) with { User = "chat", Password = "right" };

        Assert.That(
            await OpenedCluster.FailsToOpenAsync(options with { Password = "wrong" }),
            Is.EqualTo(new ClusterFailure(ClusterFailureKind.Refused, "NATS refuses us: authorization violation; check the user, the password or the credentials file")));
        await using var stream = await OpenedCluster.OpenAsync(options);
        Assert.That(await stream.PublishAsync(OpenedCluster.Batch(1), CancellationToken.None), Is.EqualTo(1));
    }

    [Test]
    public async Task A_file_with_an_nkey_is_used()
    {
        using var key = KeyPair.CreatePair(PrefixByte.User);
        await using var nats = await NatsServer.StartAsync(_folder, $$"""authorization { users: [{ nkey: "{{key.GetPublicKey()}}" }] }""");
        var options = OpenedCluster.Options(nats.Url);

        Assert.That((await OpenedCluster.FailsToOpenAsync(options)).Kind, Is.EqualTo(ClusterFailureKind.Refused));
        await using var stream = await OpenedCluster.OpenAsync(options with { CredentialsFile = _folder.Write("nkey", $"{key.GetSeed()}\n{key.GetPublicKey()}\n") });
        Assert.That(await stream.PublishAsync(OpenedCluster.Batch(1), CancellationToken.None), Is.EqualTo(1));
    }

    [Test]
    public async Task A_file_with_credentials_is_used()
    {
        using var jwt = new NatsJwt();
        await using var nats = await NatsServer.StartAsync(_folder, jwt.Configuration);
        var options = OpenedCluster.Options(nats.Url);

        Assert.That((await OpenedCluster.FailsToOpenAsync(options)).Kind, Is.EqualTo(ClusterFailureKind.Refused));
        await using var stream = await OpenedCluster.OpenAsync(options with { CredentialsFile = _folder.Write("chat.creds", jwt.Credentials) });
        Assert.That(await stream.PublishAsync(OpenedCluster.Batch(1), CancellationToken.None), Is.EqualTo(1));
    }

    [TestCase("")]
    [TestCase("-----BEGIN NATS USER JWT-----\n")]
    [TestCase("SUxyz\nUxyz\n")]
    public async Task A_file_without_credentials_is_refused(string content)
    {
        await using var nats = await NatsServer.StartAsync(_folder, OneUser);

        var failure = await OpenedCluster.FailsToOpenAsync(OpenedCluster.Options(nats.Url) with { CredentialsFile = _folder.Write("chat.creds", content), ConnectTimeout = Short });

        Assert.That(failure.Sentence, Does.Contain("redentials").Or.Contain("nkey"));
    }

    [Test]
    public async Task A_file_that_cannot_be_read_is_named()
    {
        var options = OpenedCluster.Options("nats://127.0.0.1:1") with { CredentialsFile = _folder["none.creds"] };

        Assert.That((await OpenedCluster.FailsToOpenAsync(options)).Sentence, Is.EqualTo($"cannot read {_folder["none.creds"]}: there is no such file"));
    }

    [Test]
    public async Task TLS_is_checked_against_the_given_authority()
    {
        using var authority = new TestAuthority();
        var (chain, key) = authority.Issue("127.0.0.1");
        await using var nats = await NatsServer.StartAsync(_folder, $$"""tls { cert_file: "{{_folder.Write("cert", chain)}}", key_file: "{{_folder.Write("key", key)}}" }""");
        var options = OpenedCluster.Options(nats.Url.Replace("nats:", "tls:", StringComparison.Ordinal));

        var failure = await OpenedCluster.FailsToOpenAsync(options with { ConnectTimeout = Short });
        Assert.That(failure.Kind, Is.EqualTo(ClusterFailureKind.Refused), failure.Sentence);
        Assert.That(failure.Sentence, Does.StartWith("TLS to the NATS server failed: ").And.EndsWith("; check the certificates"));
        await using var stream = await OpenedCluster.OpenAsync(options with { CaFile = _folder.Write("ca", authority.Pem) });
        await using var reader = stream.ReadAsync(1, CancellationToken.None).GetAsyncEnumerator();
        Assert.That(await stream.PublishAsync(OpenedCluster.Batch(1), CancellationToken.None), Is.EqualTo(1));
        Assert.That(OpenedCluster.Number(await OpenedCluster.NextAsync(reader)), Is.EqualTo(1));
    }

    [Test]
    public async Task A_missing_permission_is_told()
    {
        await using var nats = await NatsServer.StartAsync(_folder, """authorization { users: [{ user: "chat", password: "right", permissions: { publish: { deny: "$JS.API.>" } } }] }""");

        var failure = await OpenedCluster.FailsToOpenAsync(OpenedCluster.Options(nats.Url) with { User = "chat", Password = "right" });

        Assert.That(failure.Kind, Is.EqualTo(ClusterFailureKind.Refused));
        Assert.That(failure.Sentence, Does.Match("^NATS refuses us: .*permissions violation.*; check the permissions of our user$").IgnoreCase);
    }

    [Test]
    public async Task A_stream_with_other_settings_is_not_used()
    {
        await using var nats = await NatsServer.StartAsync(_folder);
        await using var connection = new NatsConnection(new NatsOpts { Url = nats.Url });
        var context = new NatsJSContext(connection);
        await context.CreateStreamAsync(new StreamConfig("CHATROOM_other", ["chatroom.other.log"]));
        await using (var stream = await OpenedCluster.OpenAsync(OpenedCluster.Options(nats.Url) with { KeepBytes = 1 << 20 }))
        {
            Assert.That(stream.KeepBytes, Is.EqualTo(1 << 20));
        }

        var options = OpenedCluster.Options(nats.Url);
        Assert.That(
            await OpenedCluster.FailsToOpenAsync(options with { Name = "other" }),
            Is.EqualTo(new ClusterFailure(ClusterFailureKind.OtherSettings, "the stream CHATROOM_other is not ours or has other settings: description is empty, not chatroom cluster format 1")));
        Assert.That(
            (await OpenedCluster.FailsToOpenAsync(options with { KeepBytes = 2 << 20 })).Sentence,
            Is.EqualTo("the stream CHATROOM_chatroom is not ours or has other settings: max_bytes is 1048576, not 2097152"));
        Assert.That((await OpenedCluster.FailsToOpenAsync(options with { Replicas = 3 })).Kind, Is.EqualTo(ClusterFailureKind.OtherSettings));
        Assert.That(
            (await OpenedCluster.FailsToOpenAsync(options with { Name = "three", Replicas = 3 })).Sentence,
            Does.StartWith("NATS cannot keep 3 copies of the stream CHATROOM_three: "));
        await using var same = await OpenedCluster.OpenAsync(options);
        Assert.That(same.KeepBytes, Is.EqualTo(1 << 20), "a server without the option takes the log as it is");
    }

    public void Dispose() => _folder.Dispose();
}
