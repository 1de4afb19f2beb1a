using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ChatRoom.Native.Sockets;
using NUnit.Framework;

namespace ChatRoom.Tests.Native.Sockets;

/// <summary>The structures that the calls to the system take, byte by byte: a wrong one shows only on the processor that has another.</summary>
internal sealed class EpollTests
{
    [Test]
    public void An_event_has_the_layout_of_ARM64_and_a_packed_event_that_of_x64()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Layout<Epoll.Event>(), Is.EqualTo((16, 0, 8)));
            Assert.That(Layout<Epoll.PackedEvent>(), Is.EqualTo((12, 0, 4)));
        });
    }

    [Test]
    public void The_structures_of_sendmsg_have_the_layout_of_Linux_on_64_bits()
    {
        string[] fields = ["Name", "NameLength", "Pieces", "Count", "Control", "ControlLength", "Flags"];
        Assert.Multiple(() =>
        {
            Assert.That(Unsafe.SizeOf<SocketCalls.Piece>(), Is.EqualTo(16));
            Assert.That(Unsafe.SizeOf<SocketCalls.Message>(), Is.EqualTo(56));
            Assert.That(fields.Select(field => Marshal.OffsetOf<SocketCalls.Message>(field)), Is.EqualTo(new nint[] { 0, 8, 16, 24, 32, 40, 48 }));
        });
    }

    [Test]
    public void Packed_events_are_unpacked_in_place()
    {
        const int count = 5;
        var events = new Epoll.Event[count];
        var packed = MemoryMarshal.Cast<Epoll.Event, Epoll.PackedEvent>(events.AsSpan());
        for (var i = 0; i < count; i++)
        {
            packed[i] = new Epoll.PackedEvent { Events = (uint)(i + 1), Data = long.MaxValue - i };
        }

        Epoll.Unpack(events, count);
        for (var i = 0; i < count; i++)
        {
            Assert.That((events[i].Events, events[i].Data), Is.EqualTo(((uint)(i + 1), long.MaxValue - i)));
        }
    }

    [Test]
    [Platform("Linux")]
    public void A_wait_reports_the_data_of_each_descriptor_that_has_input()
    {
        const int count = 3;
        var epoll = Epoll.Create(Epoll.CloseOnExec);
        var descriptors = Enumerable.Range(0, count).Select(_ => Epoll.CreateEvent(0, Epoll.CloseOnExec | Epoll.NonBlocking)).ToArray();
        for (var i = 0; i < count; i++)
        {
            var watched = new Epoll.Event { Events = Epoll.Input, Data = long.MinValue + i };
            Assert.That(Epoll.Control(epoll, Epoll.Add, descriptors[i], ref watched), Is.Zero);
            Epoll.Signal(descriptors[i]);
        }

        var events = new Epoll.Event[count + 1];
        Assert.That(Epoll.Wait(epoll, events, events.Length, 0), Is.EqualTo(count));
        Assert.That(events.Take(count).Select(found => (found.Events, found.Data - long.MinValue)), Is.EquivalentTo(
            new[] { (Epoll.Input, 0L), (Epoll.Input, 1L), (Epoll.Input, 2L) }));
        foreach (var descriptor in (int[])[epoll, .. descriptors])
        {
            _ = Epoll.Close(descriptor);
        }
    }

    private static (int Size, int Events, int Data) Layout<T>() =>
        (Unsafe.SizeOf<T>(), (int)Marshal.OffsetOf<T>("Events"), (int)Marshal.OffsetOf<T>("Data"));
}
