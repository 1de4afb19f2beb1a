using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Support.Programs;

/// <summary>
/// nginx or Caddy in front of a web door, with a configuration of docs/OPERATING.md. Only what is different on each machine is
/// replaced: the name, the ports and the files of the certificate.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ProxyProcess : IAsyncDisposable
{
    private const string Name = "localhost";

    private readonly ScratchDirectory _folder = new();
    private readonly int _port = FreePort.Find();
    private readonly string _path;
    private ToolProcess? _process;

    private ProxyProcess(string path) => _path = path;

    /// <summary>The URL that people open.</summary>
    public Uri Url => new($"https://{Name}:{_port}{_path}");

    /// <param name="path"><c>/</c>, or the path at which the chat is.</param>
    public static ProxyProcess Find(string program, string path)
    {
        Requires.Program(program);
        return new ProxyProcess(path);
    }

    /// <summary>Starts nginx, and waits until it passes requests on.</summary>
    /// <param name="web">The address of the web door.</param>
    public async Task StartNginxAsync(IPEndPoint web)
    {
        using var authority = new TestAuthority();
        var (chain, key) = authority.Issue(Name);
        var document = Document("nginx");
        var site = _path == "/" ? document[0] : document[0][..document[0].IndexOf("    location", StringComparison.Ordinal)] + document[1] + "}\n";
        var file = _folder.Write("nginx.conf", $$"""
            daemon off;
            pid {{_folder["pid"]}};
            error_log stderr;
            {{(Environment.IsPrivilegedProcess ? "user root;" : "")}}
            events {}
            http {
                access_log off;
                client_body_temp_path {{_folder["body"]}};
                proxy_temp_path {{_folder["proxy"]}};
                fastcgi_temp_path {{_folder["fastcgi"]}};
                uwsgi_temp_path {{_folder["uwsgi"]}};
                scgi_temp_path {{_folder["scgi"]}};
                {{site
                    .Replace("listen 443 ssl", $"listen 127.0.0.1:{_port} ssl", StringComparison.Ordinal)
                    .Replace("/etc/ssl/chat.example.org.pem", _folder.Write("cert.pem", chain), StringComparison.Ordinal)
                    .Replace("/etc/ssl/chat.example.org.key", _folder.Write("key.pem", key), StringComparison.Ordinal)
                    .Replace("chat.example.org", Name, StringComparison.Ordinal)
                    .Replace("127.0.0.1:8080", $"{web}", StringComparison.Ordinal)}}
            }
            """);
        await StartAsync(ToolProcess.StartOther("nginx", "-e", "stderr", "-p", _folder["."], "-c", file));
    }

    /// <summary>Starts Caddy, which makes a certificate of its own, and waits until it passes requests on.</summary>
    /// <param name="web">The address of the web door.</param>
    public async Task StartCaddyAsync(IPEndPoint web)
    {
        var document = Document("caddyfile");
        var file = _folder.Write("Caddyfile", $$"""
            {
                admin off
                auto_https disable_redirects
                skip_install_trust
                storage file_system {{_folder["storage"]}}
            }
            {{document[_path == "/" ? 0 : 1]
                .Replace("chat.example.org", $"{Name}:{_port}", StringComparison.Ordinal)
                .Replace("127.0.0.1:8080", $"{web}", StringComparison.Ordinal)}}
            """);
        await StartAsync(ToolProcess.StartOtherWith([("HOME", _folder["."]), ("XDG_CONFIG_HOME", _folder["."])], "caddy", "run", "--config", file, "--adapter", "caddyfile"));
    }

    /// <summary>A client that believes the proxy's certificate.</summary>
    /// <param name="from">Its own address; null: the usual one.</param>
    public static HttpClient NewClient(IPAddress? from = null)
    {
        var handler = new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null },
            AllowAutoRedirect = false,
            ConnectCallback = (context, _) => ConnectAsync(context.DnsEndPoint.Port, from ?? IPAddress.Loopback),
        };
        return new HttpClient(handler) { Timeout = TestTimeout.Limit };
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _folder.Dispose();
    }

    private static async ValueTask<Stream> ConnectAsync(int port, IPAddress from)
    {
        var client = new TcpClient(new IPEndPoint(from, 0));
        await client.ConnectAsync(IPAddress.Loopback, port);
        return client.GetStream();
    }

    /// <summary>The examples in a language, in their order.</summary>
    private static string[] Document(string language) =>
        [.. File.ReadAllText(Path.Combine(Repository.Root, "docs", "OPERATING.md")).ReplaceLineEndings("\n")
            .Split($"\n```{language}\n").Skip(1).Select(rest => rest[..(rest.IndexOf("\n```", StringComparison.Ordinal) + 1)])];

    private async Task StartAsync(ToolProcess process)
    {
        _process = process;
        using var http = NewClient();
        using var patience = new CancellationTokenSource(TestTimeout.Limit);
        var whyNot = "the first request was not answered";
        while (true)
        {
            try
            {
                Assert.That(await http.GetStringAsync(new Uri(Url, "-/health"), patience.Token), Is.EqualTo("ok\n"));
                return;
            }
            catch (HttpRequestException error) when (!process.HasExited)
            {
                // It is starting.
                whyNot = error.Message;
                await Task.Delay(20, CancellationToken.None);
            }
            catch (HttpRequestException)
            {
                throw new AssertionException($"the proxy ended: {await process.Errors}");
            }
            catch (OperationCanceledException)
            {
                await process.IsSent("KILL");
                throw new AssertionException($"the proxy passed no request on in time ({whyNot}): {await process.Errors}");
            }
        }
    }
}
