using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace ChatRoom.Server.Doors.Web.Engine;

/// <summary>Gives Kestrel the connections that the web door has accepted. Any thread.</summary>
internal sealed class WebListener(EndPoint endPoint) : IConnectionListenerFactory, IConnectionListener
{
    private readonly Channel<ConnectionContext> _connections = Channel.CreateUnbounded<ConnectionContext>();

    public EndPoint EndPoint => endPoint;

    /// <summary>Gives Kestrel a connection; false: it takes no more.</summary>
    public bool TryAdd(WebConnection connection) => _connections.Writer.TryWrite(connection);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => ValueTask.FromResult<IConnectionListener>(this);

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await _connections.Reader.WaitToReadAsync(cancellationToken) && _connections.Reader.TryRead(out var connection) ? connection : null;

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _connections.Writer.TryComplete();
        return default;
    }

    public ValueTask DisposeAsync() => UnbindAsync();
}
