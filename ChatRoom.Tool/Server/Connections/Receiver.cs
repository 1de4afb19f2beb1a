using System.Buffers;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Connections;

/// <summary>
/// The receiving half of a connection: takes in what has arrived, with a buffer that is held only meanwhile,
/// and gives it to the session.
/// </summary>
internal sealed class Receiver(Transport transport, Session session)
{
    private const int ReceiveBytes = 64 << 10;

    /// <summary>Full buffers taken from one peer before others get a turn.</summary>
    private const int ReceivesInARow = 16;

    /// <summary>Gives the session what came before there was one.</summary>
    public CloseReason? Accept(ReadOnlySpan<byte> bytes)
    {
        var scratch = ArrayPool<byte>.Shared.Rent(Limits.FilterScratch);
        try
        {
            return session.Accept(bytes, scratch);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    /// <summary>Takes in what has arrived; returns why the connection ends, or null.</summary>
    /// <param name="more">There is more than one peer may give before others get a turn.</param>
    public CloseReason? Receive(out bool more)
    {
        more = false;
        var buffer = ArrayPool<byte>.Shared.Rent(ReceiveBytes + Limits.FilterScratch);
        var scratch = buffer.AsSpan(ReceiveBytes);
        try
        {
            for (var turn = 0; turn < ReceivesInARow; turn++)
            {
                var result = transport.TryReceive(buffer.AsSpan(0, ReceiveBytes), out var received);
                if (result != TransportResult.Moved)
                {
                    return EndBy(result, scratch);
                }

                var end = session.Accept(buffer.AsSpan(0, received), scratch);
                if (end is not null || received < ReceiveBytes)
                {
                    return end;
                }
            }

            more = true;
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private CloseReason? EndBy(TransportResult result, Span<byte> scratch) => result switch
    {
        TransportResult.WouldBlock => null,
        TransportResult.EndOfInput => session.AcceptEnd(scratch) ?? CloseReason.EndOfInput,
        _ => CloseReason.Lost,
    };
}
