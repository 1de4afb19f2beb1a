using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;

namespace ChatRoom.Tests.Support.Nats;

/// <summary>A nats-server with JetStream on a free port of loopback, with its own directory. It can be stopped and started again on the same port.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class NatsServer : IAsyncDisposable
{
    private readonly ScratchDirectory _folder;
    private readonly string[] _arguments;
    private ToolProcess _process;

    private NatsServer(ScratchDirectory folder, string name, int port, string[] arguments)
    {
        _folder = folder;
        (Name, Port, _arguments) = (name, port, arguments);
        _process = Run();
    }

    public string Name { get; }

    public int Port { get; }

    public string Url => $"nats://127.0.0.1:{Port}";

    /// <summary>Starts one server that is no cluster, and waits until it answers.</summary>
    /// <param name="configuration">Lines for its configuration file, for example its users.</param>
    public static async Task<NatsServer> StartAsync(ScratchDirectory folder, string configuration = "")
    {
        var server = Start(folder, "n1", FreePort.Find(), configuration);
        await server.Answers();
        return server;
    }

    /// <summary>Starts a server, and does not wait for it.</summary>
    public static NatsServer Start(ScratchDirectory folder, string name, int port, string configuration)
    {
        Requires.Program("nats-server");

        // Another program may have taken the port; it does not have this name.
        name = $"{name}-{Guid.NewGuid():N}";
        var file = folder.Write($"{name}.conf", $$"""
            server_name: {{name}}
            listen: 127.0.0.1:{{port}}
            jetstream { store_dir: "{{folder[name]}}", max_memory_store: 64MB, max_file_store: 20GB }
            {{configuration}}
            """);
        return new NatsServer(folder, name, port, ["--config", file, "--log", folder[$"{name}.log"]]);
    }

    /// <summary>Completes when it accepts connections and says who it is.</summary>
    public async Task Answers()
    {
        while (await InfoAsync() is not { } info || !info.Contains(Name, StringComparison.Ordinal))
        {
            // It is starting. A process that has ended will never answer.
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"nats-server ended: {await File.ReadAllTextAsync(_folder[$"{Name}.log"])}");
            }

            await Task.Delay(20);
        }
    }

    /// <summary>Ends it without a warning, as a crash does.</summary>
    public Task Killed() => EndedBy("KILL");

    /// <summary>Ends it with SIGTERM, as a restart does.</summary>
    public Task Terminated() => EndedBy("TERM");

    /// <summary>Stops it: its connections stay open, and it does nothing.</summary>
    public Task Stopped() => _process.IsSent("STOP");

    public Task Continued() => _process.IsSent("CONT");

    /// <summary>Starts it again with the files that it has, and does not wait for it.</summary>
    public async Task Restarts()
    {
        await _process.DisposeAsync();
        _process = Run();
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private ToolProcess Run() => ToolProcess.StartOther("nats-server", _arguments);

    private async Task EndedBy(string signal)
    {
        await _process.IsSent(signal);
        await _process.Exits();
    }

    private async Task<string?> InfoAsync()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, Port);
            using var reader = new StreamReader(client.GetStream());
            return await reader.ReadLineAsync();
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return null;
        }
    }
}
