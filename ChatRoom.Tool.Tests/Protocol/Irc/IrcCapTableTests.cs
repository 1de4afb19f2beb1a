using ChatRoom.Protocol.Irc;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol.Irc;

internal sealed class IrcCapTableTests
{
    private const string Names = "message-tags server-time batch echo-message cap-notify multi-prefix userhost-in-names standard-replies draft/chathistory draft/multiline";

    [TestCase(false, false, Names)]
    [TestCase(false, true, Names + " sasl")]
    [TestCase(true, false, Names + "=max-bytes=65536,max-lines=1000")]
    [TestCase(true, true, Names + "=max-bytes=65536,max-lines=1000 sasl=PLAIN")]
    public void Capabilities_are_offered_by_name(bool withValues, bool hasPassword, string expected) =>
        Assert.That(IrcCapTable.Offer(withValues, hasPassword), Is.EqualTo(expected));

    [TestCase("", "")]
    [TestCase("batch", "batch")]
    [TestCase("  server-time   batch ", "server-time batch")]
    [TestCase("batch -batch", "")]
    [TestCase("-batch", "")]
    [TestCase("sasl", "sasl")]
    public void A_request_enables_and_disables(string request, string expected)
    {
        var enabled = IrcCaps.None;
        Assert.That(IrcCapTable.TryApply(request, hasPassword: true, ref enabled));
        Assert.That(IrcCapTable.Names(enabled), Is.EqualTo(expected));
    }

    [Test]
    public void A_request_with_one_unknown_name_changes_nothing(
        [Values("batch away-notify", "BATCH", "-", "-away-notify batch", "draft/multiline=max-bytes=1", "sasl", "-sasl -server-time")] string request)
    {
        var enabled = IrcCaps.ServerTime;
        Assert.That(IrcCapTable.TryApply(request, hasPassword: false, ref enabled), Is.False);
        Assert.That(enabled, Is.EqualTo(IrcCaps.ServerTime));
    }

    [Test]
    public void Every_capability_that_is_offered_can_be_enabled()
    {
        var enabled = IrcCaps.None;
        Assert.That(IrcCapTable.TryApply(IrcCapTable.Offer(withValues: false, hasPassword: true), hasPassword: true, ref enabled));
        Assert.That(enabled, Is.EqualTo(Enum.GetValues<IrcCaps>().Aggregate((all, cap) => all | cap)));
    }
}
