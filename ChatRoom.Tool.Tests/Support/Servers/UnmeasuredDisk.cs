using System.Diagnostics.Metrics;
using ChatRoom.Server.Events;

namespace ChatRoom.Tests.Support.Servers;

/// <summary>The times of a disk to which no listener is attached, for a log without a server.</summary>
internal static class UnmeasuredDisk
{
    private static readonly Meter Meter = new("chatroom.tests");

    public static DiskTimes Times { get; } = new(TimeProvider.System, Meter.CreateHistogram<double>("append"), Meter.CreateHistogram<double>("sync"));
}
