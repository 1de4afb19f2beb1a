using System.Runtime.InteropServices;

namespace ChatRoom.Native.Sockets;

/// <summary>One thread waits for many sockets: epoll(7) and eventfd(2) of Linux. Any thread.</summary>
internal static partial class Epoll
{
    /// <summary>True if this system has these calls, and expects <see cref="Event"/> in this layout.</summary>
    public static bool IsKnown { get; } = OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    public const int CloseOnExec = 0x80000;
    public const int NonBlocking = 0x800;
    public const int Add = 1;
    public const uint Input = 0x1;
    public const uint Output = 0x4;
    public const uint Error = 0x8;
    public const uint HangUp = 0x10;
    public const uint PeerClosed = 0x2000;
    public const uint EdgeTriggered = 0x8000_0000;

    /// <summary>struct epoll_event.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    public struct Event
    {
        public uint Events;
        public long Data;
    }

    /// <summary>Adds 1 to the counter of an event descriptor, which makes it readable.</summary>
    public static void Signal(int descriptor)
    {
        var one = 1L;
        _ = Descriptor.Write(descriptor, MemoryMarshal.AsBytes(new ReadOnlySpan<long>(ref one)));
    }

    /// <summary>Sets the counter of an event descriptor to 0.</summary>
    public static void ClearSignal(int descriptor)
    {
        var count = 0L;
        _ = Descriptor.Read(descriptor, MemoryMarshal.AsBytes(new Span<long>(ref count)));
    }

    public static int Close(int descriptor) => Descriptor.Close(descriptor);

    [LibraryImport("libc", EntryPoint = "epoll_create1")]
    public static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl")]
    public static partial int Control(int epoll, int operation, int descriptor, ref Event change);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    public static partial int Wait(int epoll, [Out] Event[] events, int count, int timeout);

    [LibraryImport("libc", EntryPoint = "eventfd")]
    public static partial int CreateEvent(uint value, int flags);
}
