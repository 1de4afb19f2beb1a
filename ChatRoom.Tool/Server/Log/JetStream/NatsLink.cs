using System.Security.Authentication;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;
using NATS.Client.Core;
using NATS.Client.JetStream;

namespace ChatRoom.Server.Log.JetStream;

/// <summary>
/// A connection to the NATS servers of a cluster, which is made again whenever it is lost. What the library logs goes nowhere;
/// the operator is told once when the connection is lost and once when it is back. Any thread.
/// </summary>
internal sealed class NatsLink : IAsyncDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(250);

    private readonly Action<string> _report;
    private readonly ReportOnce _loss;
    private readonly CancellationTokenSource _forbidden = new();
    private volatile string? _lastError;

    private NatsLink(NatsOpts options, Action<string> report)
    {
        Options = options;
        Connection = OpenAnother(options);
        Context = new NatsJSContext(Connection);
        _report = report;
        _loss = new ReportOnce(report, "the connection to the NATS servers is back");
    }

    public NatsOpts Options { get; }

    public NatsConnection Connection { get; }

    public NatsJSContext Context { get; }

    public bool IsOpen => Connection.ConnectionState == NatsConnectionState.Open;

    /// <summary>The last error that a NATS server sent by itself, such as a missing permission; null: none.</summary>
    public string? LastError => _lastError;

    /// <summary>Cancelled when a NATS server says that our user lacks a permission.</summary>
    public CancellationToken Forbidden => _forbidden.Token;

    /// <summary>Connects. Tries again until one answers, or until it is cancelled; then the failure is that none answered.</summary>
    public static async Task<(NatsLink? Link, ClusterFailure? Failure)> OpenAsync(ClusterOptions options, TimeProvider time, Action<string> report, CancellationToken cancel)
    {
        if (!NatsCredentials.TryRead(options, out var authentication, out var whyNot))
        {
            return (null, new ClusterFailure(ClusterFailureKind.Refused, whyNot));
        }

        var link = new NatsLink(OptionsFor(options, authentication), report);
        var (isConnected, failure) = await link.ConnectAsync(options, time, cancel);
        if (!isConnected)
        {
            await link.DisposeAsync();
            return (null, failure);
        }

        link.Connection.ConnectionDisconnected += link.OnDisconnectedAsync;
        link.Connection.ConnectionOpened += link.OnOpenedAsync;
        return (link, null);
    }

    public async ValueTask DisposeAsync()
    {
        Connection.ConnectionDisconnected -= OnDisconnectedAsync;
        Connection.ConnectionOpened -= OnOpenedAsync;
        await Connection.DisposeAsync();
    }

    /// <summary>One more connection to the same servers, which the caller disposes. Only errors of servers on it are reported.</summary>
    public NatsConnection OpenAnother(NatsOpts options)
    {
        var connection = new NatsConnection(options);
        connection.ServerError += OnServerErrorAsync;
        return connection;
    }

    private static NatsOpts OptionsFor(ClusterOptions options, NatsAuthOpts authentication) => new()
    {
        Url = string.Join(',', options.Uris),
        Name = $"chatroom {options.Name} {options.NodeId}",
        AuthOpts = authentication,
        TlsOpts = new NatsTlsOpts
        {
            CaFile = options.CaFile,
            CertFile = options.CertificateFile,
            KeyFile = options.KeyFile,
            Mode = options.Uris.Any(uri => uri.StartsWith("tls:", StringComparison.OrdinalIgnoreCase)) ? TlsMode.Require : TlsMode.Auto,
        },
        // A server that takes back our rights may give them again; until then the members here are cut off, as without a connection.
        IgnoreAuthErrorAbort = true,
        ReconnectWaitMin = TimeSpan.FromMilliseconds(100),
        ReconnectWaitMax = TimeSpan.FromSeconds(1),
        ReconnectJitter = TimeSpan.FromMilliseconds(100),
        // A machine that vanished is noticed after three of these.
        PingInterval = TimeSpan.FromSeconds(3),
        RequestTimeout = TimeSpan.FromSeconds(2),
    };

    private async Task<(bool IsConnected, ClusterFailure? Failure)> ConnectAsync(ClusterOptions options, TimeProvider time, CancellationToken cancel)
    {
        var reason = "";
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await Connection.ConnectAsync().AsTask().WaitAsync(cancel);
                return (true, null);
            }
            catch (NatsException error)
            {
                var causes = Causes(error).ToArray();
                if (causes.OfType<NatsServerException>().FirstOrDefault(cause => cause.IsAuthError) is { } refusal)
                {
                    return (false, new ClusterFailure(ClusterFailureKind.Refused, $"NATS refuses us: {refusal.Error}; check the user, the password or the credentials file"));
                }

                if (causes.OfType<AuthenticationException>().FirstOrDefault() is { } distrust)
                {
                    return (false, new ClusterFailure(ClusterFailureKind.Refused, $"TLS to the NATS server failed: {Causes(distrust).Last().Message.TrimEnd('.')}; check the certificates"));
                }

                reason = causes.Length > 1 ? $" ({causes[^1].Message.TrimEnd('.')})" : "";
                await NatsFaults.DelayAsync(RetryAfter, time, cancel);
            }
            catch (OperationCanceledException)
            {
                // The loop ends if we were cancelled, and otherwise tries again.
            }
        }

        return (false, new ClusterFailure(ClusterFailureKind.NoAnswer, $"no NATS server answered at {string.Join(", ", options.Uris)}{reason}: start NATS, or give other URLs"));
    }

    private static IEnumerable<Exception> Causes(Exception error)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    private ValueTask OnDisconnectedAsync(object? sender, NatsEventArgs args)
    {
        _loss.Began("the connection to the NATS servers is lost");
        return default;
    }

    private ValueTask OnOpenedAsync(object? sender, NatsEventArgs args)
    {
        _loss.Ended();
        return default;
    }

    private ValueTask OnServerErrorAsync(object? sender, NatsServerErrorEventArgs args)
    {
        if (args.Error != Interlocked.Exchange(ref _lastError, args.Error))
        {
            _report($"the NATS server reports: {args.Error}");
        }

        return args.Kind == NatsServerErrorKind.PermissionsViolation ? new ValueTask(_forbidden.CancelAsync()) : default;
    }
}
