using ChatRoom.Server.Events.Prometheus;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Events.Prometheus;

internal sealed class MetricNameTests
{
    [TestCase("chatroom_connections", "chatroom.connections", "{connection}", false)]
    [TestCase("chatroom_messages_total", "chatroom.messages", "{message}", true)]
    [TestCase("chatroom_sent_bytes_total", "chatroom.bytes.sent", "By", true)]
    [TestCase("chatroom_log_sync_seconds", "chatroom.log.sync", "s", false)]
    [TestCase("chatroom_cluster_oldest_unapplied_seconds", "chatroom.cluster.oldest_unapplied", "s", false)]
    [TestCase("chatroom_cluster_cut_off", "chatroom.cluster.cut_off", "1", false)]
    [TestCase("dotnet_process_cpu_time_seconds_total", "dotnet.process.cpu.time", "s", true)]
    [TestCase("a_b_c", "a-b/c", null, false)]
    public void An_instrument_has_a_name_by_the_conventions(string name, string instrument, string? unit, bool isCounter) =>
        Assert.That(MetricName.Of(instrument, unit, isCounter), Is.EqualTo(name));
}
