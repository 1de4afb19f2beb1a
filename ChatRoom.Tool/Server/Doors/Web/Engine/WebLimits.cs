using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ChatRoom.Server.Doors.Web.Engine;

/// <summary>The most that a request may be, and take. A client over a limit is answered and disconnected before anything looks at its request.</summary>
internal static class WebLimits
{
    /// <summary>Bytes of the first line; default: 8 KiB. More than the longest template in a URL of a webhook.</summary>
    public const int RequestLine = 8 << 10;

    /// <summary>The number of headers; browsers behind two proxies send about 30.</summary>
    public const int Headers = 64;

    /// <summary>Bytes of all headers.</summary>
    public const int HeaderBytes = 16 << 10;

    /// <summary>Bytes of a body: as many lines as are said together.</summary>
    public const int Body = Protocol.Limits.MaxTogetherBytes;

    /// <summary>The time for all headers. A client that sends them slowly would hold a connection for nothing.</summary>
    public static readonly TimeSpan HeadTime = TimeSpan.FromSeconds(10);

    /// <summary>The time that a connection stays open between two requests.</summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>Bytes a second of a body, after a grace of five seconds.</summary>
    private static readonly MinDataRate BodyRate = new(240, TimeSpan.FromSeconds(5));

    /// <summary>Kestrel's options, with these limits and without its name in the answers.</summary>
    public static KestrelServerOptions NewOptions()
    {
        // By default Kestrel takes a lone LF for the end of a line, and a proxy before it may not: a way to smuggle a request past it.
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);
        var options = new KestrelServerOptions { AddServerHeader = false, AllowSynchronousIO = false };
        var limits = options.Limits;
        limits.MaxRequestLineSize = RequestLine;
        limits.MaxRequestHeaderCount = Headers;
        limits.MaxRequestHeadersTotalSize = HeaderBytes;
        limits.MaxRequestBodySize = Body;
        limits.RequestHeadersTimeout = HeadTime;
        limits.KeepAliveTimeout = KeepAlive;
        limits.MinRequestBodyDataRate = BodyRate;
        return options;
    }
}
