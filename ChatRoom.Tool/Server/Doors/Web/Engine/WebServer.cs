using System.Net;
using ChatRoom.Server.Events;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ChatRoom.Server.Doors.Web.Engine;

/// <summary>Kestrel, which speaks HTTP over the connections of a <see cref="WebListener"/>, and calls the router for each request.</summary>
internal sealed class WebServer : IHttpApplication<HttpContext>, IDisposable
{
    private readonly KestrelServer _kestrel;
    private readonly Func<HttpContext, Task> _answer;
    private readonly ServerEvents _events;

    /// <param name="answer">Answers a request. Thread pool.</param>
    public WebServer(WebListener listener, Func<HttpContext, Task> answer, ServerEvents events)
    {
        (_answer, _events) = (answer, events);
        var options = WebLimits.NewOptions();
        options.Listen((IPEndPoint)listener.EndPoint, endPoint => endPoint.Protocols = HttpProtocols.Http1);
        _kestrel = new KestrelServer(new OptionsWrapper<KestrelServerOptions>(options), listener, NullLoggerFactory.Instance);
    }

    public Task StartAsync() => _kestrel.StartAsync(this, CancellationToken.None);

    /// <summary>Ends idle connections at once, and others when their request is answered or <paramref name="atOnce"/> is cancelled.</summary>
    public Task StopAsync(CancellationToken atOnce) => _kestrel.StopAsync(atOnce);

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public async Task ProcessRequestAsync(HttpContext context)
    {
        try
        {
            await _answer(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone, and nobody is there to be answered.
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = bad.StatusCode;
        }
        catch (Exception bug)
        {
            _events.Fault(bug);
            throw;
        }
    }

    public void DisposeContext(HttpContext context, Exception? exception)
    {
        // Nothing of a context outlives its request.
    }

    public void Dispose() => _kestrel.Dispose();
}
