namespace ChatRoom.Native.Sockets;

/// <summary>
/// Connects to a server on this machine, receives and sends, by system calls that wait briefly. They start faster than the
/// sockets of .NET. A failure is a negative number. Any thread. Linux on 64 bits only.
/// </summary>
internal static unsafe class LoopbackSocket
{
    /// <summary>The only address that these calls are for. A server there answers at once.</summary>
    public const string Address = "127.0.0.1";

    private const int Internet = 2;
    private const int Stream = 1;
    private const int Tcp = 6;
    private const int NoDelay = 1;
    private const int Socket = 1;
    private const int PendingError = 4;

    /// <summary>A connected socket that does not block and sends at once.</summary>
    public static int Connect(int port, int milliseconds)
    {
        var address = stackalloc byte[16] { Internet, 0, (byte)(port >> 8), (byte)port, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0 };
        var socket = SocketCalls.Open(Internet, Stream | Epoll.CloseOnExec | Epoll.NonBlocking, Tcp);
        int on = 1, error = -1, size = sizeof(int), length = 16;
        if (socket < 0)
        {
            return socket;
        }

        // After a connect that failed at once, the socket is ready for output too, and its error is gone. But it has no peer.
        // Asking for errno would compile code at run time, which takes longer than all the rest here.
        if ((SocketCalls.Connect(socket, address, 16) == 0 || Descriptor.Poll(socket, Descriptor.Writable, milliseconds) == 1)
            && SocketCalls.GetOption(socket, Socket, PendingError, &error, &size) == 0 && error == 0
            && SocketCalls.GetPeerName(socket, address, &length) == 0
            && SocketCalls.SetOption(socket, Tcp, NoDelay, &on, sizeof(int)) == 0)
        {
            return socket;
        }

        Close(socket);
        return -1;
    }

    /// <summary>Waits until there is input, or the connection has ended; false if neither happens in time.</summary>
    public static bool WaitForInput(int socket, int milliseconds) => Descriptor.Poll(socket, Descriptor.Readable, milliseconds) == 1;

    /// <summary>Receives the input that is there; 0 at the end of the connection.</summary>
    public static int Receive(int socket, Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            return (int)SocketCalls.Receive(socket, bytes, buffer.Length, 0);
        }
    }

    public static int Send(int socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            return (int)SocketCalls.Send(socket, first, bytes.Length, SocketCalls.NoSignal);
        }
    }

    public static void Close(int socket) => _ = Descriptor.Close(socket);
}
