using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Server.Connections;
using ChatRoom.Server.Connections.Transports;

namespace ChatRoom.Server.Doors.Web.Peers;

/// <summary>Is given the lines of the server, in order. A line is valid until it returns. False: the next ones wait for the next call.</summary>
internal delegate bool ServerLineHandler(in ServerLine line);

/// <summary>
/// A client of this server in its own process, in the typed dialect. A request over HTTP sends and reads by it, so sessions, refusals,
/// limits and bans are those of every other client. One task at a time.
/// </summary>
internal sealed class TypedPeer : IAsyncDisposable
{
    private readonly PipeReader _input;
    private readonly PipeWriter _output;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isGreeted;

    /// <param name="remoteAddress">The address of the request's client.</param>
    public TypedPeer(Reception reception, IPAddress remoteAddress)
    {
        var transport = new MemoryTransport(remoteAddress);
        (_input, _output) = (transport.PeerInput, transport.PeerOutput);
        reception.Begin(transport, spoken: null, End);
        _output.Write("web\0"u8);
    }

    /// <summary>Gives the password, if there is one, which belongs to the next line that enters or asks for a list.</summary>
    public void WritePassword(byte[]? password)
    {
        // A longer one, or one with a line end, is not the server's.
        if (password is not null)
        {
            Write(new ClientLine { Kind = ClientLineKind.Password, Text = password.Length <= Limits.MaxPassword && !password.AsSpan().ContainsAny("\r\n"u8) ? password : default });
        }
    }

    /// <summary>Writes a line, which is sent by <see cref="FlushAsync"/>.</summary>
    public void Write(in ClientLine line)
    {
        var length = ClientLineWriter.Write(line, _output.GetSpan(ClientLine.MaxEncoded));
        _output.Advance(length);
    }

    /// <summary>Sends what was written. Waits while the server takes no more, for example because of a rate limit.</summary>
    public async ValueTask FlushAsync(CancellationToken cancel) => await _output.FlushAsync(cancel);

    /// <summary>Waits for lines of the server, and passes each on; answers its pings.</summary>
    public async ValueTask<PeerResult> ReceiveAsync(ServerLineHandler handle, CancellationToken cancel)
    {
        var result = await _input.ReadAsync(cancel);
        var rest = result.Buffer;
        var (goesOn, mustAnswer) = (true, false);
        while (goesOn && TryTakeLine(ref rest, out var line))
        {
            var bytes = line.IsSingleSegment ? line.FirstSpan : line.ToArray();
            if (ServerLineParser.TryParse(bytes, out var parsed) != ParseResult.Ok)
            {
                continue;
            }

            if (parsed.Kind == ServerLineKind.Ping)
            {
                Write(new ClientLine { Kind = ClientLineKind.Pong, Text = parsed.Text });
                mustAnswer = true;
            }
            else
            {
                goesOn = handle(parsed);
            }
        }

        _input.AdvanceTo(rest.Start, goesOn ? rest.End : rest.Start);
        if (mustAnswer)
        {
            await FlushAsync(cancel);
        }

        return result.IsCompleted && goesOn ? PeerResult.Ended : result.IsCanceled ? PeerResult.Woken : PeerResult.Received;
    }

    /// <summary>Ends the present wait for lines, or the next one. Any thread.</summary>
    public void Wake() => _input.CancelPendingRead();

    /// <summary>Leaves, and completes when the server has closed the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _output.CompleteAsync();
        await _input.CompleteAsync();
        await _ended.Task;
    }

    /// <summary>Takes a line without its LF. NAME comes before the first one, without a line end.</summary>
    private bool TryTakeLine(ref ReadOnlySequence<byte> rest, out ReadOnlySequence<byte> line)
    {
        if (rest.PositionOf((byte)'\n') is not { } end)
        {
            line = default;
            return false;
        }

        line = rest.Slice(_isGreeted ? 0 : Greeting.AskName.Length, end);
        _isGreeted = true;
        rest = rest.Slice(rest.GetPosition(1, end));
        return true;
    }

    /// <summary>The server has closed the connection, and takes nothing more.</summary>
    private void End()
    {
        _output.CancelPendingFlush();
        _ended.SetResult();
    }
}
