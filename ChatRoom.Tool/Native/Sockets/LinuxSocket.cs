using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ChatRoom.Native.Sockets;

/// <summary>
/// Receives and sends without blocking, by recv(2) and sendmsg(2). A nonblocking socket of .NET would hold 200 bytes more.
/// One thread at a time receives, and one sends; any thread may close the socket meanwhile. Linux on 64 bits only.
/// </summary>
internal static unsafe class LinuxSocket
{
    private const int DoNotWait = 0x40;

    /// <exception cref="ObjectDisposedException">The socket was closed.</exception>
    public static SocketError Receive(SafeSocketHandle socket, Span<byte> buffer, out int received)
    {
        var isHeld = false;
        socket.DangerousAddRef(ref isHeld);
        try
        {
            fixed (byte* bytes = buffer)
            {
                int error;
                do
                {
                    received = (int)SocketCalls.Receive((int)socket.DangerousGetHandle(), bytes, buffer.Length, DoNotWait);
                    error = received < 0 ? Marshal.GetLastSystemError() : 0;
                }
                while (error == Descriptor.Interrupted);

                return Result(error, ref received);
            }
        }
        finally
        {
            socket.DangerousRelease();
        }
    }

    /// <summary>Sends two pieces as one; the second may be empty.</summary>
    /// <exception cref="ObjectDisposedException">The socket was closed.</exception>
    public static SocketError Send(SafeSocketHandle socket, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, out int sent)
    {
        var isHeld = false;
        socket.DangerousAddRef(ref isHeld);
        try
        {
            fixed (byte* one = first)
            fixed (byte* two = second)
            {
                sent = Send((int)socket.DangerousGetHandle(), one, first.Length, two, second.Length);
                var error = sent > 0 ? SocketError.Success : sent == 0 ? SocketError.WouldBlock : SocketError.ConnectionReset;
                sent = Math.Max(sent, 0);
                return error;
            }
        }
        finally
        {
            socket.DangerousRelease();
        }
    }

    /// <summary>
    /// Sends two pieces as one, to a socket that stays open meanwhile; the second may be empty. Returns the number of bytes that the
    /// socket accepted; 0: it is full; negative: the peer is lost.
    /// </summary>
    public static int Send(int socket, byte* first, int firstLength, byte* second, int secondLength)
    {
        while (true)
        {
            var sent = secondLength == 0
                ? (int)SocketCalls.Send(socket, first, firstLength, DoNotWait | SocketCalls.NoSignal)
                : SendBoth(socket, first, firstLength, second, secondLength);
            if (sent >= 0)
            {
                return sent;
            }

            var error = Marshal.GetLastSystemError();
            if (error != Descriptor.Interrupted)
            {
                return error == Descriptor.TryAgain ? 0 : -1;
            }
        }
    }

    private static int SendBoth(int socket, byte* first, int firstLength, byte* second, int secondLength)
    {
        var pieces = stackalloc SocketCalls.Piece[2] { new(first, firstLength), new(second, secondLength) };
        var message = new SocketCalls.Message { Pieces = pieces, Count = 2 };
        return (int)SocketCalls.SendMessage(socket, &message, DoNotWait | SocketCalls.NoSignal);
    }

    private static SocketError Result(int error, ref int moved)
    {
        moved = Math.Max(moved, 0);
        return error == 0 ? SocketError.Success
            : error == Descriptor.TryAgain ? SocketError.WouldBlock
            : SocketError.ConnectionReset;
    }
}
