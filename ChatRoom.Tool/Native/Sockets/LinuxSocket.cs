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
            var file = (int)socket.DangerousGetHandle();
            fixed (byte* one = first)
            {
                int error;
                do
                {
                    sent = second.IsEmpty
                        ? (int)SocketCalls.Send(file, one, first.Length, DoNotWait | SocketCalls.NoSignal)
                        : SendBoth(file, one, first.Length, second);
                    error = sent < 0 ? Marshal.GetLastSystemError() : 0;
                }
                while (error == Descriptor.Interrupted);

                return Result(error, ref sent);
            }
        }
        finally
        {
            socket.DangerousRelease();
        }
    }

    private static int SendBoth(int socket, byte* first, int length, ReadOnlySpan<byte> second)
    {
        fixed (byte* two = second)
        {
            var pieces = stackalloc SocketCalls.Piece[2] { new(first, length), new(two, second.Length) };
            var message = new SocketCalls.Message { Pieces = pieces, Count = 2 };
            return (int)SocketCalls.SendMessage(socket, &message, DoNotWait | SocketCalls.NoSignal);
        }
    }

    private static SocketError Result(int error, ref int moved)
    {
        moved = Math.Max(moved, 0);
        return error == 0 ? SocketError.Success
            : error == Descriptor.TryAgain ? SocketError.WouldBlock
            : SocketError.ConnectionReset;
    }
}
