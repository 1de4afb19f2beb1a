using System.IO.Pipelines;
using System.Net;
using ChatRoom.Server.Connections.Transports;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;
using Microsoft.AspNetCore.Connections;

namespace ChatRoom.Server.Doors.Web.Engine;

/// <summary>
/// One connection of the web door. Kestrel reads and writes HTTP at one end of two pipes; at the other end, the bytes go through a
/// transport like those of every door. When a request has become a WebSocket, the transport is taken from Kestrel.
/// </summary>
internal sealed class WebConnection : DefaultConnectionContext
{
    /// <summary>Bytes that may wait in each direction; more than all headers of a request.</summary>
    private const int Capacity = 64 << 10;

    private const int ReceiveBytes = 4 << 10;

    /// <summary>Buffers received from one peer before others get a turn.</summary>
    private const int ReceivesInARow = 16;

    private readonly Transport _peer;
    private readonly ServerOptions _options;
    private readonly ServerEvents _events;
    private readonly Pipe _input = new(new PipeOptions(pauseWriterThreshold: Capacity, resumeWriterThreshold: Capacity / 2));
    private readonly Pipe _output = new(new PipeOptions(pauseWriterThreshold: Capacity, resumeWriterThreshold: Capacity / 2));
    private readonly CancellationTokenSource _stopReceiving = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationTokenSource _aborted = new();
    private readonly TaskCompletionSource _received = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action<Transport, Action>? _takeOver;
    private bool _hasAsked;

    public WebConnection(string id, Transport peer, IPEndPoint cameTo, ServerOptions options, ServerEvents events)
        : base(id)
    {
        (_peer, _options, _events) = (peer, options, events);
        Transport = new DuplexPipe(_input.Reader, _output.Writer);
        ConnectionClosed = _closed.Token;
        LocalEndPoint = cameTo;
        Features.Set(this);
    }

    /// <summary>The address of the peer, or of its proxy.</summary>
    public IPAddress PeerAddress => _peer.RemoteAddress;

    /// <summary>Moves bytes until the connection is closed or taken over. Never fails: a bug is reported as a fault. Loop thread.</summary>
    /// <param name="listener">Gives the connection to Kestrel when it is open.</param>
    /// <param name="closed">Called when it is closed, even if that is after it was taken over.</param>
    /// <param name="draining">Cancelled when the server ends.</param>
    public async Task RunAsync(WebListener listener, Action closed, CancellationToken draining)
    {
        try
        {
            if (await OpenAsync(draining) && listener.TryAdd(this))
            {
                var receiving = ReceiveAsync();
                await SendAsync();
                await _stopReceiving.CancelAsync();
                await receiving;
                if (_takeOver is not null)
                {
                    _takeOver(_peer, closed);
                    return;
                }

                await LingerAsync();
            }
        }
        catch (Exception bug)
        {
            _events.Fault(bug);
        }

        await _peer.CloseAsync(_events.Fault);
        closed();
    }

    /// <summary>
    /// Receives nothing more for Kestrel, before the answer that changes the protocol is written. When Kestrel has written everything and
    /// forgets this connection, <paramref name="takeOver"/> is given the transport, and what to call when that is closed. Loop thread.
    /// </summary>
    public async Task TakeFromKestrelAsync(Action<Transport, Action> takeOver)
    {
        await _stopReceiving.CancelAsync();
        await _received.Task;
        _takeOver = takeOver;
    }

    /// <summary>True for the first request of the peer, which counted when the connection was accepted. One request at a time.</summary>
    public bool TakeFirstRequest()
    {
        var isFirst = !_hasAsked;
        _hasAsked = true;
        return isFirst;
    }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        _aborted.Cancel();
        _stopReceiving.Cancel();
    }

    /// <summary>Kestrel is done: everything that it has written is sent, and then the connection ends or is taken over.</summary>
    public override async ValueTask DisposeAsync()
    {
        await _input.Reader.CompleteAsync();
        await _output.Writer.CompleteAsync();
        await base.DisposeAsync();
    }

    private async Task<bool> OpenAsync(CancellationToken draining)
    {
        using var deadline = new CancellationTokenSource(_options.NameTimeout, _options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, draining);
        try
        {
            return await _peer.OpenAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task ReceiveAsync()
    {
        try
        {
            await ReceiveUntilEndAsync();
        }
        catch (OperationCanceledException)
        {
            // Kestrel is done, or gives the connection away.
        }
        finally
        {
            if (!_stopReceiving.IsCancellationRequested)
            {
                await _input.Writer.CompleteAsync();
                await _closed.CancelAsync();
            }

            _received.SetResult();
        }
    }

    private async Task ReceiveUntilEndAsync()
    {
        for (var turn = 1; await _peer.WaitReadableAsync(_stopReceiving.Token); turn++)
        {
            if (turn % ReceivesInARow == 0)
            {
                await Task.Yield();
            }

            var result = _peer.TryReceive(_input.Writer.GetSpan(ReceiveBytes), out var received);
            if (result == TransportResult.WouldBlock)
            {
                continue;
            }

            _input.Writer.Advance(received);
            if (result != TransportResult.Moved || (await _input.Writer.FlushAsync(_stopReceiving.Token)).IsCompleted)
            {
                return;
            }
        }
    }

    /// <summary>Sends what Kestrel writes, until its end or that of the peer.</summary>
    private async Task SendAsync()
    {
        var isAlive = true;
        while (isAlive)
        {
            var result = await _output.Reader.ReadAsync();
            foreach (var piece in result.Buffer)
            {
                isAlive = isAlive && await TrySendAsync(piece);
            }

            _output.Reader.AdvanceTo(result.Buffer.End);
            isAlive &= !result.IsCompleted;
        }

        await _output.Reader.CompleteAsync();
    }

    private async ValueTask<bool> TrySendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_peer.TrySend(bytes, default, out var sent) == TransportResult.Lost || _aborted.IsCancellationRequested)
        {
            return false;
        }

        if (sent == bytes.Length)
        {
            return true;
        }

        using var stall = new CancellationTokenSource(_options.StallTimeout, _options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stall.Token, _aborted.Token);
        try
        {
            return await _peer.SendAsync(bytes[sent..], either.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task LingerAsync()
    {
        if (_aborted.IsCancellationRequested)
        {
            _peer.Reset();
            return;
        }

        using var timeout = new CancellationTokenSource(_options.FlushTimeout, _options.Time);
        try
        {
            await _peer.LingerAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            // The peer had enough time to read.
        }
    }

    private sealed class DuplexPipe(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
