using System.Runtime.InteropServices;

namespace ChatRoom.Native.Sockets;

/// <summary>The calls on sockets, see socket(7), with their structures as Linux has them on 64 bits. Any thread.</summary>
/// <remarks>
/// After a failure, take errno at once by <see cref="Marshal.GetLastSystemError"/>. <c>SetLastError = true</c> would compile code at
/// the first call, which costs a client that sends one line more than the call itself.
/// </remarks>
internal static unsafe partial class SocketCalls
{
    /// <summary>MSG_NOSIGNAL: sending on a connection that has ended fails, and raises no SIGPIPE.</summary>
    public const int NoSignal = 0x4000;

    [LibraryImport("libc", EntryPoint = "socket")]
    public static partial int Open(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "connect")]
    public static partial int Connect(int socket, byte* address, int length);

    [LibraryImport("libc", EntryPoint = "getpeername")]
    public static partial int GetPeerName(int socket, byte* address, int* length);

    [LibraryImport("libc", EntryPoint = "getsockopt")]
    public static partial int GetOption(int socket, int level, int name, int* value, int* size);

    [LibraryImport("libc", EntryPoint = "setsockopt")]
    public static partial int SetOption(int socket, int level, int name, int* value, int size);

    [LibraryImport("libc", EntryPoint = "recv")]
    public static partial nint Receive(int socket, byte* buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "send")]
    public static partial nint Send(int socket, byte* bytes, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "sendmsg")]
    public static partial nint SendMessage(int socket, Message* message, int flags);

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly struct Piece(byte* bytes, nint length)
    {
        private readonly byte* _bytes = bytes;
        private readonly nint _length = length;
    }

    /// <summary>struct msghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Message
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
