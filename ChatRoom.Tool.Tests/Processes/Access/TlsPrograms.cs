using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Access;

/// <summary>Servers and clients with TLS, with a state directory and a certificate authority of their own.</summary>
[Platform(Exclude = "Win")]
[UnsupportedOSPlatform("windows")]
internal abstract class TlsPrograms : IDisposable
{
    protected ScratchDirectory Folder { get; } = new();
    protected TestAuthority Authority { get; } = new();

    [SetUp]
    public void Forget()
    {
        Folder.Write("ca.pem", Authority.Pem);
        foreach (var name in new[] { "state", "data" })
        {
            Directory.CreateDirectory(Folder[name]);
            Directory.Delete(Folder[name], recursive: true);
        }
    }

    public void Dispose()
    {
        Folder.Dispose();
        Authority.Dispose();
    }

    protected string[] Files((string Chain, string Key) pem) =>
        ["--cert", Folder.Write("cert.pem", pem.Chain), "--key", Folder.Write("key.pem", pem.Key)];

    protected async Task<(ToolProcess Server, int Port, string Fingerprint)> StartServerAsync(params string[] options)
    {
        var (server, port) = await ToolProcess.ListensAsync(Start(["server", "--port", "0", "--tls", .. options]));
        return (server, port, await server.PrintsLike(@"^Its certificate is (SHA256:\S{43}),"));
    }

    protected ToolProcess Start(params string[] arguments) =>
        StartWith([("XDG_STATE_HOME", Folder["state"]), ("SSL_CERT_FILE", Folder["ca.pem"])], arguments);

    protected static ToolProcess StartWith((string Name, string Value)[] variables, params string[] arguments) =>
        ToolProcess.StartWith(variables, arguments);
}
