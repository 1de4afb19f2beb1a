using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;
using ChatRoom.Server.Doors.Web.Requests;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors.Web.Requests;

internal sealed class ReadOptionsTests
{
    [TestCase("", " now", false)]
    [TestCase("?since=now", " now", false)]
    [TestCase("?since=all", " all", false)]
    [TestCase("?since=17", " after=17", false)]
    [TestCase("?since=10m", " age=600000", false)]
    [TestCase("?last=20", " last=20", false)]
    [TestCase("?poll", " all", true)]
    [TestCase("?poll=1&since=1h", " age=3600000", true)]
    [TestCase("?poll=false", " now", false)]
    [TestCase("?before=500", " after=399", true)]
    [TestCase("?before=500&last=7", " after=492", true)]
    [TestCase("?before=5&last=7", " after=0", true)]
    [TestCase("?Since=a%6Cl", " all", false)]
    public void The_place_and_the_end_follow_from_the_options(string query, string since, bool isPoll)
    {
        var options = Read(query);
        Assert.That(WordOf(options.Place.Since), Is.EqualTo(since));
        Assert.That(options.IsPoll, Is.EqualTo(isPoll));
    }

    [Test]
    public void Events_before_an_id_end_there() => Assert.That(Read("?before=500").Place.End, Is.EqualTo(500));

    [TestCase("", "*/*", EventFormat.Json)]
    [TestCase("", "text/event-stream", EventFormat.Sse)]
    [TestCase("", "text/plain", EventFormat.Text)]
    [TestCase("", "TEXT/plain; q=0.5, */*", EventFormat.Text)]
    [TestCase("", "application/json, text/plain, */*", EventFormat.Json)]
    [TestCase("", "image/png", EventFormat.Json)]
    [TestCase("?format=json", "text/event-stream", EventFormat.Json)]
    [TestCase("?format=sse", "", EventFormat.Sse)]
    [TestCase("?format=text", "", EventFormat.Text)]
    public void The_format_is_that_of_the_address_or_else_of_the_head(string query, string accept, EventFormat expected) =>
        Assert.That(Read(query, accept).Format, Is.EqualTo(expected));

    [Test]
    public void A_filter_has_types_and_a_name()
    {
        var filter = Read("?types=message,%20topic&from=alice").Filter;
        Assert.That(filter.Kinds, Is.EquivalentTo(new[] { ServerLineKind.Message, ServerLineKind.Topic }));
        Assert.That(filter.From!.ToString(), Is.EqualTo("alice"));
    }

    [Test]
    public void A_browser_that_comes_back_goes_on_after_the_last_event_that_it_had()
    {
        var options = Read("?since=all", "text/event-stream", "0123456789abcdef.417");
        Assert.That(WordOf(options.Place.Since), Is.EqualTo(" after=417"));
        Assert.That(options.Place.Log, Is.EqualTo("0123456789abcdef"));
    }

    [TestCase("?sinc=1", "'sinc' is no option of this request; there are since last before types from poll format.")]
    [TestCase("?since=all&since=1", "'since' is given twice; give it once.")]
    [TestCase("?since=yesterday", "'yesterday' is no value for since; give an event's id such as 17, an age such as 10m, all or now.")]
    [TestCase("?since=-1", "'-1' is no value for since; give an event's id such as 17, an age such as 10m, all or now.")]
    [TestCase("?last=0", "'0' is no value for last; give a number from 1 on.")]
    [TestCase("?before=9&last=1001", "'1001' is no value for last; with before, give a number from 1 to 1000.")]
    [TestCase("?before=0", "'0' is no value for before; give an event's id such as 17.")]
    [TestCase("?since=1&before=2", "since and before cannot be used together; leave one of them out.")]
    [TestCase("?since=1&last=2", "since and last cannot be used together; leave one of them out.")]
    [TestCase("?poll=perhaps", "'perhaps' is no value for poll; give it without a value, or with 1 or 0.")]
    [TestCase("?format=xml", "'xml' is no value for format; give json, sse or text.")]
    [TestCase("?from=a%20b", "'a b' is no value for from; give a name: use 1 to 32 of A-Z a-z 0-9 _ - . [ ] { } | ^ and no spaces.")]
    public void An_option_that_is_wrong_is_refused_with_a_sentence_that_helps(string query, string sentence)
    {
        var refusal = ReadOptions.TryRead(query, "", "", out _);
        Assert.That(refusal!.Code, Is.EqualTo("bad-option"));
        Assert.That(refusal.Text, Is.EqualTo(sentence));
    }

    [TestCase("417")]
    [TestCase(".417")]
    [TestCase("abc.")]
    [TestCase("ABC.1")]
    [TestCase("abc.-1")]
    public void A_last_event_id_that_no_server_sent_is_refused(string id) =>
        Assert.That(ReadOptions.TryRead("", "", id, out _)!.Text, Does.Contain("no value for Last-Event-ID"));

    private static ReadOptions Read(string query, string accept = "", string lastEventId = "")
    {
        Assert.That(ReadOptions.TryRead(query, accept, lastEventId, out var options), Is.Null);
        return options!;
    }

    private static string WordOf(Since since)
    {
        var buffer = new byte[64];
        var line = new LineBuilder(buffer);
        since.Write(ref line);
        return Encoding.ASCII.GetString(buffer, 0, line.Length);
    }
}
