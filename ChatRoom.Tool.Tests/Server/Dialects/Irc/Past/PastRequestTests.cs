using ChatRoom.Protocol;
using ChatRoom.Server.Dialects.Irc.Past;
using ChatRoom.Server.Rooms.Reading;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Dialects.Irc.Past;

internal sealed class PastRequestTests
{
    private const string At = "timestamp=2026-01-02T03:04:05.678Z";
    private const long Time = 1767323045678;

    private static readonly Nickname Lobby = Nickname.MakeAcceptable("lobby");

    [Test]
    public void Each_subcommand_is_a_query_or_two()
    {
        Assert.That(Queries("LATEST", "#lobby", "*", "50"), Is.EqualTo([PastQuery.Newest(50)]));
        Assert.That(Queries("latest", "#lobby", "msgid=7.1.lobby", "50"), Is.EqualTo([PastQuery.Newest(50, after: PastPlace.Event(7))]));
        Assert.That(Queries("BEFORE", "#lobby", At, "50"), Is.EqualTo([PastQuery.Newest(50, before: PastPlace.At(Time))]));
        Assert.That(Queries("AFTER", "#lobby", "msgid=7.1.LOBBY", "50"), Is.EqualTo([PastQuery.Oldest(50, after: PastPlace.Event(7))]));
        Assert.That(Queries("AROUND", "#lobby", "msgid=7.1.lobby", "5"), Is.EqualTo([PastQuery.Newest(2, before: PastPlace.Event(7)), PastQuery.Oldest(3, after: PastPlace.Event(6))]));
        Assert.That(Queries("AROUND", "#lobby", At, "1"), Is.EqualTo([PastQuery.Newest(0, before: PastPlace.At(Time)), PastQuery.Oldest(1, after: PastPlace.At(Time - 1))]));
    }

    [Test]
    public void Between_counts_from_the_first_bound_on()
    {
        var (low, high) = (PastPlace.Event(7), PastPlace.Event(9));
        Assert.That(Queries("BETWEEN", "#lobby", "msgid=7.1.lobby", "msgid=9.1.lobby", "5"), Is.EqualTo([PastQuery.Oldest(5, low, high)]));
        Assert.That(Queries("BETWEEN", "#lobby", "msgid=9.1.lobby", "msgid=7.1.lobby", "5"), Is.EqualTo([PastQuery.Newest(5, high, low)]));
        Assert.That(Queries("BETWEEN", "#lobby", At, $"msgid=7.{Time - 1}.lobby", "5"), Is.EqualTo([PastQuery.Newest(5, PastPlace.At(Time), low)]));
    }

    [Test]
    public void A_message_that_the_log_does_not_have_counts_by_its_time()
    {
        Assert.That(Queries("AFTER", "#lobby", "msgid=101.5.lobby", "50"), Is.EqualTo([PastQuery.Oldest(50, after: PastPlace.At(5))]));
        Assert.That(Queries("AFTER", "#lobby", "msgid=7.5.attic", "50"), Is.EqualTo([PastQuery.Oldest(50, after: PastPlace.At(5))]));
    }

    [Test]
    public void A_larger_limit_is_lowered()
    {
        Assert.That(Queries("LATEST", "#lobby", "*", "2000000000"), Is.EqualTo([PastQuery.Newest(1000)]));
    }

    [TestCase("INVALID_PARAMS")]
    [TestCase("INVALID_PARAMS NEWEST", "NEWEST", "#lobby", "*", "5")]
    [TestCase("INVALID_PARAMS 0", "0", "#lobby", "*", "5")]
    [TestCase("INVALID_PARAMS LATEST", "LATEST", "#lobby", "*")]
    [TestCase("INVALID_PARAMS LATEST", "LATEST", "#lobby", "*", "5", "6")]
    [TestCase("INVALID_PARAMS BETWEEN", "BETWEEN", "#lobby", At, "5")]
    [TestCase("INVALID_PARAMS TARGETS", "TARGETS", At, "5")]
    [TestCase("INVALID_PARAMS LATEST 0", "LATEST", "#lobby", "*", "0")]
    [TestCase("INVALID_PARAMS LATEST -1", "LATEST", "#lobby", "*", "-1")]
    [TestCase("INVALID_PARAMS LATEST x", "LATEST", "#lobby", "*", "x")]
    [TestCase("INVALID_PARAMS LATEST 99999999999", "LATEST", "#lobby", "*", "99999999999")]
    [TestCase("INVALID_PARAMS BEFORE timestamp=yesterday", "BEFORE", "#lobby", "timestamp=yesterday", "5")]
    [TestCase("INVALID_PARAMS BEFORE msgid=7", "BEFORE", "#lobby", "msgid=7", "5")]
    [TestCase("INVALID_PARAMS BEFORE msgid=-7.1.lobby", "BEFORE", "#lobby", "msgid=-7.1.lobby", "5")]
    [TestCase("INVALID_MSGREFTYPE BEFORE #lobby *", "BEFORE", "#lobby", "*", "5")]
    [TestCase("INVALID_MSGREFTYPE BEFORE #lobby id=7", "BEFORE", "#lobby", "id=7", "5")]
    [TestCase("INVALID_MSGREFTYPE TARGETS msgid=7.1.lobby", "TARGETS", "msgid=7.1.lobby", At, "5")]
    public void A_wrong_request_is_refused_with_a_code_and_its_words(string refusal, params string[] parameters)
    {
        var (request, fault) = PastRequest.Parse(parameters);
        Assert.That(request, Is.Null);
        Assert.That(string.Join(' ', [fault!.Code, .. fault.About]).TrimEnd(), Is.EqualTo(refusal));
        Assert.That(fault.Sentence, Does.EndWith("."));
    }

    private static PastQuery[] Queries(params string[] parameters)
    {
        var (request, fault) = PastRequest.Parse(parameters);
        Assert.That(fault?.Sentence, Is.Null);
        return request!.Queries(Lobby, lastId: 100);
    }
}
