using System.Runtime.CompilerServices;
using ChatRoom.Protocol;
using ChatRoom.Server.Connections.Transports;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Connections;

/// <summary>What a newcomer answered to NAME: its name as given, the dialect, and what came behind the name.</summary>
/// <param name="End">Why there is no name; null: there is one.</param>
/// <param name="Farewell">What the peer is told if there is no name; null: nothing.</param>
internal readonly record struct HandshakeResult(
    CloseReason? End, Dialect Dialect = default, byte[]? Name = null, byte[]? Rest = null, Refusal? Farewell = null);

/// <summary>Asks a newcomer for its name and learns its dialect from the byte that ends it.</summary>
internal sealed class Handshake(Transport transport, ServerOptions options)
{
    private static readonly byte[] AskName = Greeting.AskName.ToArray();

    private readonly NameReader _name = new();

    /// <summary>Ends with the answer, or with the reason why there is none. Throws when cancelled.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<HandshakeResult> RunAsync(CancellationToken inTime)
    {
        if (transport.TrySend(AskName, default, out _) != TransportResult.Moved)
        {
            return new HandshakeResult(CloseReason.Lost);
        }

        while (true)
        {
            try
            {
                if (!await WaitAsync(inTime))
                {
                    return new HandshakeResult(CloseReason.Lost);
                }
            }
            catch (OperationCanceledException) when (!inTime.IsCancellationRequested)
            {
                // A name that nothing ends is the tutorial's.
                return Introduce([]);
            }

            if (Receive() is { } handshakeResult)
            {
                return handshakeResult;
            }
        }
    }

    private ValueTask<bool> WaitAsync(CancellationToken inTime) =>
        _name.Raw.IsEmpty || _name.Typing == NameProgress.AtTelnet ? transport.WaitReadableAsync(inTime)
        : WaitForDialectAsync(Patience(_name.Typing), inTime);

    private TimeSpan Patience(NameProgress typing) => typing switch
    {
        NameProgress.AtOnce => options.DialectTimeout,
        NameProgress.OneKey => options.KeyTimeout,
        _ => options.TypingTimeout,
    };

    private async ValueTask<bool> WaitForDialectAsync(TimeSpan timeout, CancellationToken inTime)
    {
        using var soon = new CancellationTokenSource(timeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(inTime, soon.Token);
        return await transport.WaitReadableAsync(either.Token);
    }

    private HandshakeResult? Receive()
    {
        Span<byte> received = stackalloc byte[Limits.MaxRawName];
        var result = transport.TryReceive(received, out var length);
        if (result != TransportResult.Moved)
        {
            return result == TransportResult.WouldBlock ? null : new HandshakeResult(CloseReason.Lost);
        }

        ReadOnlySpan<byte> rest = received[..length];
        return _name.Accept(ref rest) switch
        {
            NameResult.NeedMore => null,
            NameResult.TooLong => new HandshakeResult(CloseReason.BadName, Farewell: ForeignProtocol.Recognize(_name.Raw)),
            _ => Introduce(rest),
        };
    }

    private HandshakeResult Introduce(ReadOnlySpan<byte> rest) => ForeignProtocol.Recognize(_name.Raw) is { } foreign
        ? new HandshakeResult(CloseReason.BadName, Farewell: foreign)
        : new HandshakeResult(null, _name.Dialect, _name.Raw.ToArray(), rest.ToArray());
}
