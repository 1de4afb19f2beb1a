using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ChatRoom.Native.Sockets;

/// <summary>
/// Receives and sends without blocking, straight through Linux: .NET's own sockets hold a fifth of a
/// kilobyte more for each that is not to block. See recv(2) and sendmsg(2); laid out for 64 bits.
/// </summary>
internal static unsafe partial class LinuxSocket
{
    private const int DoNotWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int Interrupted = 4;
    private const int TryAgain = 11;

    /// <exception cref="ObjectDisposedException">The socket was closed.</exception>
    public static SocketError Receive(SafeSocketHandle socket, Span<byte> buffer, out int received)
    {
        fixed (byte* bytes = buffer)
        {
            do
            {
                received = (int)Receive(socket, bytes, buffer.Length, DoNotWait);
            }
            while (received < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        }

        return Result(ref received);
    }

    /// <summary>Sends two pieces as one; the second may be empty.</summary>
    /// <exception cref="ObjectDisposedException">The socket was closed.</exception>
    public static SocketError Send(SafeSocketHandle socket, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, out int sent)
    {
        fixed (byte* one = first)
        {
            do
            {
                sent = second.IsEmpty
                    ? (int)Send(socket, one, first.Length, DoNotWait | NoSignal)
                    : SendBoth(socket, one, first.Length, second);
            }
            while (sent < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        }

        return Result(ref sent);
    }

    private static int SendBoth(SafeSocketHandle socket, byte* first, int length, ReadOnlySpan<byte> second)
    {
        fixed (byte* two = second)
        {
            var pieces = stackalloc Piece[2] { new(first, length), new(two, second.Length) };
            var message = new Message { Pieces = pieces, Count = 2 };
            return (int)SendMessage(socket, &message, DoNotWait | NoSignal);
        }
    }

    private static SocketError Result(ref int moved)
    {
        if (moved >= 0)
        {
            return SocketError.Success;
        }

        moved = 0;
        return Marshal.GetLastPInvokeError() == TryAgain ? SocketError.WouldBlock : SocketError.ConnectionReset;
    }

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(SafeHandle socket, byte* buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(SafeHandle socket, byte* bytes, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint SendMessage(SafeHandle socket, Message* message, int flags);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Piece(byte* bytes, nint length)
    {
        private readonly byte* _bytes = bytes;
        private readonly nint _length = length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Message
    {
        public byte* Name;
        public nint NameLength;
        public Piece* Pieces;
        public nint Count;
        public byte* Control;
        public nint ControlLength;
        public nint Flags;
    }
}
