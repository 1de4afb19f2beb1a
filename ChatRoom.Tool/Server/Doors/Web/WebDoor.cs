using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using ChatRoom.Server.Connections;
using ChatRoom.Server.Connections.Loops;
using ChatRoom.Server.Connections.Transports;
using ChatRoom.Server.Dialects;
using ChatRoom.Server.Doors.Web.Engine;
using ChatRoom.Server.Doors.Web.Rules;
using ChatRoom.Server.Events;
using ChatRoom.Server.Events.Prometheus;
using ChatRoom.Server.Options;
using ChatRoom.Server.Tls;

namespace ChatRoom.Server.Doors.Web;

/// <summary>
/// The web door: it accepts the connections of browsers and scripts like those of every door, and lets Kestrel speak HTTP over them.
/// A connection that has become a WebSocket goes on as a connection of the chat.
/// </summary>
internal sealed class WebDoor : IDisposable
{
    private readonly Socket _listener;
    private readonly MetricsReader? _metrics;
    private readonly RequestRules _rules;
    private readonly WebListener _webListener;
    private readonly WebServer _webServer;
    private readonly EventLoop _loop;
    private readonly AcceptFilter _filter;
    private readonly ServerCertificate? _certificate;
    private readonly ServerOptions _options;
    private readonly ServerEvents _events;
    private readonly CancellationTokenSource _draining = new();
    private readonly TaskCompletionSource _allClosed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _accepted;
    private int _open = 1;

    /// <param name="irc">The dialect of IRC clients; null: the operator did not ask for it.</param>
    /// <param name="listener">Bound; the door takes it over.</param>
    public WebDoor(
        SessionDialect? irc, Socket listener, EventLoop loop, Reception reception, AcceptFilter filter, ServerCertificate? certificate, ServerOptions options, ServerEvents events)
    {
        (_listener, _loop, _filter, _certificate, _options, _events) = (listener, loop, filter, certificate, options, events);
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        _metrics = options.Web!.HasMetrics ? new MetricsReader(options) : null;
        _rules = new RequestRules(filter, certificate, options, events);
        _webListener = new WebListener(EndPoint);
        _webServer = new WebServer(_webListener, new WebRouter(reception, irc, filter, _rules, options, _metrics).AnswerAsync, events);
    }

    /// <summary>The address that it listens on, with the actual port.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Lets clients connect; false, with one sentence, if another program has begun to listen there.</summary>
    public bool TryListen([NotNullWhen(false)] out string? whyNot) => ListeningSocket.TryListen(Door.Web, _listener, EndPoint, out whyNot);

    /// <summary>Accepts connections until <paramref name="stop"/>.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await _webServer.StartAsync();
        await new Acceptor(_listener, _options, _events).RunAsync(() => _filter.Count, Start, stop);
        _listener.Dispose();
    }

    /// <summary>Ends the requests that are under way, after the connections of the chat were closed, and completes when all are closed.</summary>
    public async Task StopAsync()
    {
        await _draining.CancelAsync();
        using var timeout = new CancellationTokenSource(_options.FlushTimeout, _options.Time);
        await _webServer.StopAsync(timeout.Token);
        await _loop.InvokeAsync(() =>
        {
            CountClosed();
            return Task.CompletedTask;
        });
        await _allClosed.Task;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _webServer.Dispose();
        _metrics?.Dispose();
        _draining.Dispose();
    }

    private void Start(Socket socket)
    {
        if (!_filter.TryAdmit(socket, Door.Web, out var address))
        {
            return;
        }

        if (TryOpen(socket) is not { } opened)
        {
            _filter.Leave(address, Door.Web);
            return;
        }

        var connection = new WebConnection($"{++_accepted}", opened, (IPEndPoint)socket.LocalEndPoint!, _options, _events);
        _loop.Post(_ => _ = RunAsync(connection), null);
    }

    private Transport? TryOpen(Socket socket)
    {
        if (_certificate is null)
        {
            return SocketTransport.TryOpen(socket, _loop);
        }

        var opened = TlsTransport.TryOpen(socket, _loop, _certificate, _options, _events);
        if (opened is not null)
        {
            opened.AnswerPlain = head => _rules.AnswerPlain(head.Span, ((IPEndPoint)socket.LocalEndPoint!).Address);
        }

        return opened;
    }

    private async Task RunAsync(WebConnection connection)
    {
        // A WebSocket outlives its connection to Kestrel, which must not stay in memory with it.
        var address = connection.PeerAddress;
        _open++;
        await connection.RunAsync(_webListener, () => _filter.Leave(address, Door.Web), _draining.Token);
        CountClosed();
    }

    private void CountClosed()
    {
        if (--_open == 0)
        {
            _allClosed.SetResult();
        }
    }
}
