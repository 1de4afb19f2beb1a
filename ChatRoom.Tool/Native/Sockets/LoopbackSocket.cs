using System.Runtime.InteropServices;

namespace ChatRoom.Native.Sockets;

/// <summary>
/// Connects to a server on this machine, and talks to it, by plain system calls that wait a moment at most. See
/// connect(2), poll(2), recv(2) and send(2); laid out for Linux on 64 bits. Minus one where it did not happen.
/// </summary>
internal static unsafe partial class LoopbackSocket
{
    /// <summary>The one address that these calls are for; whoever answers there answers at once.</summary>
    public const string Address = "127.0.0.1";

    private const int Internet = 2;
    private const int Stream = 1;
    private const int Tcp = 6;
    private const int NoDelay = 1;
    private const int Socket = 1;
    private const int PendingError = 4;
    private const short Input = 0x1;
    private const short Output = 0x4;
    private const int NoSignal = 0x4000;

    /// <summary>A connected socket that does not block and sends at once.</summary>
    public static int Connect(int port, int milliseconds)
    {
        var address = stackalloc byte[16] { Internet, 0, (byte)(port >> 8), (byte)port, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0 };
        var socket = Open(Internet, Stream | Epoll.CloseOnExec | Epoll.NonBlocking, Tcp);
        int on = 1, error = -1, size = sizeof(int), length = 16;
        if (socket < 0)
        {
            return socket;
        }

        // A socket whose connect has failed at once is ready for output as well, and its error is gone, but it has no peer. To ask for
        // the error itself would have code compiled, which takes longer than all the rest.
        if ((Connect(socket, address, 16) == 0 || Waits(socket, Output, milliseconds))
            && GetOption(socket, Socket, PendingError, &error, &size) == 0 && error == 0
            && PeerName(socket, address, &length) == 0
            && SetOption(socket, Tcp, NoDelay, &on, sizeof(int)) == 0)
        {
            return socket;
        }

        _ = Epoll.Close(socket);
        return -1;
    }

    /// <summary>Waits until something can be received, or the connection has ended; false where the time is up.</summary>
    public static bool WaitForInput(int socket, int milliseconds) => Waits(socket, Input, milliseconds);

    /// <summary>Receives what is there; 0 at the end of the connection.</summary>
    public static int Receive(int socket, Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            return (int)Receive(socket, bytes, buffer.Length, 0);
        }
    }

    public static int Send(int socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            return (int)Send(socket, first, bytes.Length, NoSignal);
        }
    }

    private static bool Waits(int socket, short events, int milliseconds)
    {
        var one = new Polled { Socket = socket, Events = events };
        return Poll(&one, 1, milliseconds) == 1;
    }

    [LibraryImport("libc", EntryPoint = "socket")]
    private static partial int Open(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "connect")]
    private static partial int Connect(int socket, byte* address, int length);

    [LibraryImport("libc", EntryPoint = "getpeername")]
    private static partial int PeerName(int socket, byte* address, int* length);

    [LibraryImport("libc", EntryPoint = "getsockopt")]
    private static partial int GetOption(int socket, int level, int name, int* value, int* size);

    [LibraryImport("libc", EntryPoint = "setsockopt")]
    private static partial int SetOption(int socket, int level, int name, int* value, int size);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(Polled* polled, nint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "recv")]
    private static partial nint Receive(int socket, byte* buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "send")]
    private static partial nint Send(int socket, byte* bytes, nint length, int flags);

    [StructLayout(LayoutKind.Sequential)]
    private struct Polled
    {
        public int Socket;
        public short Events;
        public short Returned;
    }
}
