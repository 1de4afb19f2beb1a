using ChatRoom.Protocol;
using ChatRoom.Server.Connections.Transports;
using ChatRoom.Server.Dialects;
using ChatRoom.Server.Dialects.Line;
using ChatRoom.Server.Dialects.Tutorial;
using ChatRoom.Server.Dialects.Typed;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Connections;

/// <summary>The answer of a peer to NAME.</summary>
/// <param name="End">Why the connection is closed without a name; null: there is a name.</param>
/// <param name="Dialect">The dialect of the peer; the line dialect if it gave no name.</param>
/// <param name="Name">The name as the peer sent it.</param>
/// <param name="Rest">The bytes after the name.</param>
internal readonly record struct NameAnswer(CloseNotice? End, SessionDialect Dialect, byte[] Name, byte[] Rest);

/// <summary>Asks a peer for its name, and learns its dialect from how the name ends. The connection's task only.</summary>
internal sealed class NamePrompt(Transport transport, ServerOptions options)
{
    private static readonly byte[] AskName = Greeting.AskName.ToArray();

    private readonly NameReader _name = new();

    /// <summary>Asks for the name; false: the peer is lost. The thread that starts the connection, or its task.</summary>
    public static bool TryAsk(Transport transport) => transport.TrySend(AskName, default, out _) == TransportResult.Moved;

    /// <summary>Returns the answer, or the reason to close the connection. Throws if it is cancelled.</summary>
    /// <param name="isAsked">The peer was asked already.</param>
    public async ValueTask<NameAnswer> RunAsync(bool isAsked, CancellationToken deadline)
    {
        if (!isAsked && !TryAsk(transport))
        {
            return Lost();
        }

        while (true)
        {
            try
            {
                if (!await WaitAsync(deadline))
                {
                    return Lost();
                }
            }
            catch (OperationCanceledException) when (!deadline.IsCancellationRequested)
            {
                // A name without an end byte comes from a client of the tutorial.
                return Complete([]);
            }

            if (Receive() is { } answer)
            {
                return answer;
            }
        }
    }

    private ValueTask<bool> WaitAsync(CancellationToken deadline) =>
        _name.Raw.IsEmpty || _name.Progress == NameProgress.WithTelnet ? transport.WaitReadableAsync(deadline)
        : WaitForDialectAsync(DialectTimeout(_name.Progress), deadline);

    private TimeSpan DialectTimeout(NameProgress progress) => progress switch
    {
        NameProgress.OnePiece => options.DialectTimeout,
        NameProgress.OneKey => options.KeyTimeout,
        _ => options.TypingTimeout,
    };

    private async ValueTask<bool> WaitForDialectAsync(TimeSpan duration, CancellationToken deadline)
    {
        using var timeout = new CancellationTokenSource(duration, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline, timeout.Token);
        return await transport.WaitReadableAsync(either.Token);
    }

    private NameAnswer? Receive()
    {
        Span<byte> received = stackalloc byte[Limits.MaxRawName];
        var result = transport.TryReceive(received, out var length);
        if (result != TransportResult.Moved)
        {
            return result == TransportResult.WouldBlock ? null : Lost();
        }

        ReadOnlySpan<byte> rest = received[..length];
        return _name.Accept(ref rest) switch
        {
            NameResult.NeedMore => null,
            NameResult.TooLong => BadName(ForeignProtocol.Recognize(_name.Raw)),
            _ => Complete(rest),
        };
    }

    private NameAnswer Complete(ReadOnlySpan<byte> rest) => ForeignProtocol.Recognize(_name.Raw) is { } foreign
        ? BadName(foreign)
        : new NameAnswer(null, DialectOf(_name.End), _name.Raw.ToArray(), rest.ToArray());

    private static SessionDialect DialectOf(NameEnd end) => end switch
    {
        NameEnd.Nul => TypedDialect.Instance,
        NameEnd.LineEnd => LineDialect.Instance,
        _ => TutorialDialect.Instance,
    };

    private static NameAnswer Lost() => new(CloseNotice.Of(CloseReason.Lost), LineDialect.Instance, [], []);

    private static NameAnswer BadName(Refusal? farewell) => new(new CloseNotice(CloseReason.BadName, farewell), LineDialect.Instance, [], []);
}
