using System.Runtime.InteropServices;

namespace ChatRoom.Native.Sockets;

/// <summary>One thread waits for many sockets: epoll(7) and eventfd(2) of Linux. Any thread.</summary>
/// <remarks>The numbers here, and the structures of <see cref="SocketCalls"/>, are the same on x64 and on ARM64.</remarks>
internal static unsafe partial class Epoll
{
    public const int CloseOnExec = 0x80000;
    public const int NonBlocking = 0x800;
    public const int Add = 1;
    public const uint Input = 0x1;
    public const uint Output = 0x4;
    public const uint Error = 0x8;
    public const uint HangUp = 0x10;
    public const uint PeerClosed = 0x2000;
    public const uint EdgeTriggered = 0x8000_0000;

    private static readonly bool IsPacked = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>True if this system has these calls, and expects one of the two layouts below.</summary>
    public static bool IsKnown { get; } =
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    /// <summary>struct epoll_event, as every processor except for x64 has it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Event
    {
        public uint Events;
        public long Data;
    }

    /// <summary>struct epoll_event on x64: it is packed there.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    public struct PackedEvent
    {
        public uint Events;
        public long Data;
    }

    /// <summary>Adds a descriptor with the events to wait for, and the data by which they are reported; negative: it is not possible.</summary>
    public static int Control(int epoll, int operation, int descriptor, ref Event change)
    {
        var packed = new PackedEvent { Events = change.Events, Data = change.Data };
        fixed (Event* natural = &change)
        {
            return Control(epoll, operation, descriptor, IsPacked ? &packed : natural);
        }
    }

    /// <summary>Waits up to this long; returns the number of events, which are the first in the array.</summary>
    public static int Wait(int epoll, Event[] events, int count, int timeout)
    {
        fixed (Event* first = events)
        {
            var found = Wait(epoll, (void*)first, count, timeout);
            if (IsPacked)
            {
                Unpack(events, found);
            }

            return found;
        }
    }

    /// <summary>Gives packed events the natural layout in the same memory. The last one is moved first, so none is overwritten before.</summary>
    public static void Unpack(Span<Event> events, int count)
    {
        var packed = MemoryMarshal.Cast<Event, PackedEvent>(events);
        for (var i = count - 1; i >= 0; i--)
        {
            var (happened, data) = (packed[i].Events, packed[i].Data);
            events[i] = new Event { Events = happened, Data = data };
        }
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

    [LibraryImport("libc", EntryPoint = "eventfd")]
    public static partial int CreateEvent(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl")]
    private static partial int Control(int epoll, int operation, int descriptor, void* change);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    private static partial int Wait(int epoll, void* events, int count, int timeout);
}
