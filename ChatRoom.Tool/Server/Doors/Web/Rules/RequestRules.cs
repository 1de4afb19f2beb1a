using System.Net;
using ChatRoom.Protocol;
using ChatRoom.Server.Doors.Web.Answers;
using ChatRoom.Server.Doors.Web.Engine;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;
using ChatRoom.Server.Tls;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ChatRoom.Server.Doors.Web.Rules;

/// <summary>The rules of the web door: every request is judged by them before it is answered. Any thread.</summary>
internal sealed class RequestRules
{
    private static readonly Refusal TwoLengths = new("bad-request", "The request has both a length and chunks; send one of them.");

    private readonly AcceptFilter _filter;
    private readonly ServerOptions _options;
    private readonly ServerEvents _events;
    private readonly HostRule _hostRule;
    private readonly OriginRule _originRule;
    private bool _hasWarned;

    public RequestRules(AcceptFilter filter, ServerCertificate? certificate, ServerOptions options, ServerEvents events)
    {
        (_filter, _options, _events) = (filter, options, events);
        _hostRule = new HostRule(options.Web!.Url, MachineNames.Find(), () => certificate?.Hosts ?? []);
        _originRule = new OriginRule(options.Web.Url, isEncrypted: certificate is not null);
    }

    /// <summary>Adds the headers of every answer, and judges a request; returns why it is refused, or null.</summary>
    /// <param name="caller">To be left when the request has ended; null if it is refused.</param>
    public Refusal? Judge(HttpContext context, out Caller? caller)
    {
        foreach (var (name, value) in SecurityHeaders.All)
        {
            context.Response.Headers[name] = value;
        }

        caller = null;
        if (HasTwoLengths(context.Request))
        {
            context.Response.Headers.Connection = "close";
            return TwoLengths;
        }

        return WhyNotFrom(context) ?? TryAdmit(context, out caller);
    }

    /// <summary>The answer to a request that came without TLS, as far as it has arrived; null: more is needed.</summary>
    public byte[]? AnswerPlain(ReadOnlySpan<byte> head, IPAddress cameTo) => PlainRequest.Answer(head, host => _hostRule.Allows(host, cameTo));

    /// <summary>A proxy before this server may have believed the length that Kestrel, by the standard, ignored. It keeps that under another name.</summary>
    private static bool HasTwoLengths(HttpRequest request) =>
        request.Headers.TransferEncoding.Count > 0 && request.Headers.ContainsKey("X-Content-Length");

    private Refusal? WhyNotFrom(HttpContext context)
    {
        var request = context.Request;
        if (!RequestHost.TryParse(request.Headers.Host.ToString(), out var host) || !_hostRule.Allows(host, context.Connection.LocalIpAddress!))
        {
            return HostRule.Refused;
        }

        var headers = new BrowserHeaders(
            request.Headers.Origin.ToString(), request.Headers["Sec-Fetch-Site"].ToString(), request.Headers["Sec-Fetch-Mode"].ToString());
        return _originRule.Allows(headers, host, ReadingMethods.Include(request)) ? null : OriginRule.Refused;
    }

    /// <summary>A request through a proxy counts like a connection of its client: its connection is that of the proxy.</summary>
    private Refusal? TryAdmit(HttpContext context, out Caller? caller)
    {
        var connection = context.Features.GetRequiredFeature<WebConnection>();
        var (peer, forwardedFor) = (connection.PeerAddress, context.Request.Headers["X-Forwarded-For"].ToString());
        var address = ForwardedAddress.Find(peer, forwardedFor, _options.Web!.Proxies);
        WarnOfProxy(peer, forwardedFor);
        if (address.Equals(peer))
        {
            caller = new Caller(address, connection.TakeFirstRequest(), static () => { });
            return null;
        }

        var whyNot = _filter.TryAdmitBehindProxy(address);
        caller = whyNot is null ? new Caller(address, isCounted: true, () => _filter.LeaveBehindProxy(address)) : null;
        return whyNot is { } reason ? WebRefusals.Of(reason) : null;
    }

    private void WarnOfProxy(IPAddress peer, string forwardedFor)
    {
        if (forwardedFor.Length > 0 && IPAddress.IsLoopback(peer) && _options.Web!.Proxies?.Contains(peer) != true && !Interlocked.Exchange(ref _hasWarned, true))
        {
            _events.Warn(
                $"a proxy on this machine forwards requests, and all its clients count as {peer}: no limit applies to them, and one ban would hit all; "
                + $"start the server with --web-proxy {peer}");
        }
    }
}
