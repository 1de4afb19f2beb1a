using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Options;

/// <summary>
/// A machine without OpenSSL, such as a slim container. The loader finds empty files with the library's names, which ends its
/// search as if there were no library.
/// </summary>
[Platform("Linux")]
[UnsupportedOSPlatform("windows")]
internal sealed class WithoutOpenSslTests : IDisposable
{
    private const string Missing =
        "TLS needs OpenSSL, and this system has no libssl that can be loaded; install OpenSSL, for example the package libssl3 or openssl-libs";

    private readonly ScratchDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [SetUp]
    public void Hide_the_library()
    {
        foreach (var version in new[] { "3", "1.1", "1.0.2", "1.0.0", "10" })
        {
            _folder.Write($"libssl.so.{version}", "");
        }
    }

    [Test]
    public async Task Without_TLS_all_verbs_work()
    {
        var (server, port) = await ToolProcess.ListensAsync(Start("server", "--port", "0", "--data", _folder["data"]));
        await using var _ = server;
        foreach (var (verb, words) in Verbs(port))
        {
            await using var client = Start([verb, "--port", $"{port}", .. words]);
            client.EndsItsInput();
            Assert.That(await client.Errors, Is.Empty, verb);
            Assert.That(await client.Exits(), Is.Zero, verb);
        }

        await using var wrong = ToolProcess.StartWith([("LD_LIBRARY_PATH", _folder["."]), ("CHATROOM_PASSWORD", "open sesame")], "send", "--port", $"{port}", "hi");
        await wrong.FailsWith(4, "That is not the password of this server.");
    }

    [TestCase(1, "server", "--port", "0", "--ephemeral", "--tls")]
    [TestCase(7, "send", "--tls", "hello")]
    [TestCase(7, "client", "chatrooms://127.0.0.1:1")]
    [TestCase(7, "bench", "--tls", "--port", "1")]
    public async Task With_TLS_one_sentence_says_what_is_missing(int exitCode, params string[] arguments)
    {
        await using var tool = Start(arguments);

        await tool.FailsWith(exitCode, Missing);
    }

    private static IEnumerable<(string Verb, string[] Words)> Verbs(int port) =>
    [
        ("send", ["hello"]),
        ("client", ["--name", "alice"]),
        ("tail", ["--poll"]),
        ("who", []),
        ("ping", []),
        ("run", ["--", "true"]),
        ("wait", ["--match", "hello", "--since", "all"]),
        ("bench", ["--receivers", "1", "--duration", "100ms"]),
    ];

    private ToolProcess Start(params string[] arguments) =>
        ToolProcess.StartWith([("LD_LIBRARY_PATH", _folder["."]), ("CHATROOM_PASSWORD", "sesame open")], arguments);
}
