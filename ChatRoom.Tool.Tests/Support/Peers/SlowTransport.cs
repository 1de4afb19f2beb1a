using System.Net;
using System.Text;
using ChatRoom.Server.Connections.Transports;

namespace ChatRoom.Tests.Support.Peers;

/// <summary>A peer without a network, which accepts only as many bytes as a test lets it. One thread.</summary>
internal sealed class SlowTransport() : Transport(IPAddress.Loopback)
{
    private readonly StringBuilder _heard = new();
    private ReadOnlyMemory<byte> _unsent;
    private TaskCompletionSource<bool>? _waiting;
    private int _accepts;

    /// <summary>All that the peer has accepted.</summary>
    public string Heard => _heard.ToString();

    public override CancellationToken Interrupted => CancellationToken.None;

    /// <summary>Accepts this many more bytes.</summary>
    public void Accepts(int bytes)
    {
        _accepts += bytes;
        _unsent = _unsent[Take(_unsent)..];
        if (_waiting is { } waiting && _unsent.IsEmpty)
        {
            _waiting = null;
            waiting.SetResult(true);
        }
    }

    public override TransportResult TrySend(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second, out int sent)
    {
        sent = Take(first);
        sent += sent < first.Length ? 0 : Take(second);
        return sent > 0 ? TransportResult.Moved : TransportResult.WouldBlock;
    }

    public override ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        _waiting = new TaskCompletionSource<bool>();
        _unsent = bytes;
        var sent = new ValueTask<bool>(_waiting.Task);
        Accepts(0);
        return sent;
    }

    public override ValueTask<bool> OpenAsync(CancellationToken cancel) => ValueTask.FromResult(true);

    public override void Interrupt() => throw new NotSupportedException();

    public override ValueTask<bool> WaitReadableAsync(CancellationToken cancel) => throw new NotSupportedException();

    public override TransportResult TryReceive(Span<byte> buffer, out int received) => throw new NotSupportedException();

    public override void Reset() => Dispose();

    public override Task<bool> EndOutputAsync(CancellationToken cancel) => throw new NotSupportedException();

    protected override void Close()
    {
        // There is nothing to release.
    }

    private int Take(ReadOnlyMemory<byte> bytes)
    {
        var taken = Math.Min(_accepts, bytes.Length);
        _accepts -= taken;
        _heard.Append(Encoding.UTF8.GetString(bytes.Span[..taken]));
        return taken;
    }
}
