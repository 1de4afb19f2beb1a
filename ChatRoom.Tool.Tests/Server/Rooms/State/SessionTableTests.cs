using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms.State;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Rooms.State;

internal sealed class SessionTableTests
{
    private readonly SessionTable _sessions = new(TimeSpan.FromSeconds(10));

    [Test]
    public void A_session_is_known_from_its_beginning_until_its_time_is_over()
    {
        Assert.That(_sessions.Find(Id(1), now: 0), Is.Null);
        var member = Begin(1);
        _sessions.Release(member, now: 5_000);
        Assert.That(_sessions.Find(Id(1), now: 14_999), Is.SameAs(member.Session));
        Assert.That(_sessions.Find(Id(1), now: 15_000), Is.Null);
    }

    [Test]
    public void A_session_with_a_holder_is_not_forgotten()
    {
        var member = Begin(1);
        Assert.That(_sessions.Find(Id(1), now: 1_000_000), Is.SameAs(member.Session));

        var again = MemberOf(member.Session!);
        _sessions.Release(member, now: 1_000_000);
        _sessions.Hold(member.Session!, again, again.Name);
        Assert.That(_sessions.Find(Id(1), now: 2_000_000), Is.SameAs(member.Session));
    }

    [Test]
    public void A_former_holder_can_neither_release_nor_end_a_session()
    {
        var former = Begin(1);
        var member = MemberOf(former.Session!);
        _sessions.Hold(former.Session!, member, member.Name);
        _sessions.Release(former, now: 0);
        _sessions.End(former, now: 0);
        Assert.That(_sessions.Find(Id(1), now: 1_000_000)?.Holder, Is.SameAs(member));
    }

    [Test]
    public void A_session_that_has_ended_is_forgotten_at_once()
    {
        var member = Begin(1);
        _sessions.End(member, now: 0);
        Assert.That(_sessions.Find(Id(1), now: 0), Is.Null);
        _sessions.Release(member, now: 0);
        Assert.That(_sessions.Find(Id(1), now: 0), Is.Null);
    }

    [Test]
    public void If_there_are_too_many_the_longest_unused_session_is_forgotten()
    {
        var (held, first, second) = (Begin(0), Begin(1), Begin(2));
        _sessions.Release(second, now: 1);
        _sessions.Release(first, now: 2);
        for (var i = 3; i <= SessionTable.MaxSessions; i++)
        {
            _sessions.Release(Begin(i), now: 3);
        }

        Assert.That(_sessions.Find(Id(2), now: 3), Is.Null);
        Assert.That(_sessions.Find(Id(1), now: 3), Is.SameAs(first.Session));
        Assert.That(_sessions.Find(Id(0), now: 3), Is.SameAs(held.Session));
    }

    private Member Begin(int number)
    {
        var member = MemberOf(new SessionProgress(Id(number)));
        _sessions.Hold(member.Session!, member, member.Name);
        return member;
    }

    private static Member MemberOf(SessionProgress session)
    {
        var log = new EncodedLog(TestDialects.Typed.Encoding, 8 << 10, 1);
        return new Member([], Nickname.MakeAcceptable("alice"), new Mailbox(TestDialects.Typed), log, log.Head, session);
    }

    private static SessionId Id(int number) =>
        SessionId.TryParse(Encoding.ASCII.GetBytes($"{number:d16}"), out var id) ? id : throw new ArgumentException($"{number}");
}
