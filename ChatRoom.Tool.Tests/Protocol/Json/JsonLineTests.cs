using System.Buffers;
using System.Text;
using System.Text.Json;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Json;
using ChatRoom.Protocol.Text;
using ChatRoom.Protocol.Typed;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol.Json;

internal sealed class JsonLineTests
{
    private const string Time = "1700000000123";

    [TestCase("message 7 T lobby alice hi é 😀", """{"id":7,"time":"2023-11-14T22:13:20.123Z","type":"message","room":"lobby","name":"alice","text":"hi é 😀"}""")]
    [TestCase("message 7 T lobby alice ", """{"id":7,"time":"2023-11-14T22:13:20.123Z","type":"message","room":"lobby","name":"alice","text":""}""")]
    [TestCase("bot 7 T lobby ci beep", """{"id":7,"time":"2023-11-14T22:13:20.123Z","type":"message","room":"lobby","name":"ci","text":"beep","bot":true}""")]
    [TestCase("action 7 T lobby alice waves", """{"id":7,"time":"2023-11-14T22:13:20.123Z","type":"action","room":"lobby","name":"alice","text":"waves"}""")]
    [TestCase("join 7 T lobby alice", """{"id":7,"time":"2023-11-14T22:13:20.123Z","type":"join","room":"lobby","name":"alice"}""")]
    [TestCase("leave 7 T lobby alice", """{"id":7,"time":"2023-11-14T22:13:20.123Z","type":"leave","room":"lobby","name":"alice"}""")]
    [TestCase("leave 7 T lobby alice Kicked by bob", """{"id":7,"time":"2023-11-14T22:13:20.123Z","type":"leave","room":"lobby","name":"alice","text":"Kicked by bob"}""")]
    [TestCase("announcement 7 T lobby server at five", """{"id":7,"time":"2023-11-14T22:13:20.123Z","type":"announcement","room":"lobby","name":"server","text":"at five"}""")]
    [TestCase("rename 7 T lobby alice al", """{"id":7,"time":"2023-11-14T22:13:20.123Z","type":"rename","room":"lobby","name":"alice","previous":"al"}""")]
    [TestCase("private T lobby alice bob psst", """{"time":"2023-11-14T22:13:20.123Z","type":"private","room":"lobby","name":"alice","text":"psst","to":"bob"}""")]
    [TestCase("notice T going down", """{"time":"2023-11-14T22:13:20.123Z","type":"notice","text":"going down"}""")]
    [TestCase("gap 7 3 lobby", """{"id":7,"type":"gap","room":"lobby","count":3}""")]
    [TestCase("gap 0 0 lobby", """{"type":"gap","room":"lobby"}""")]
    public void Each_kind_has_exactly_its_keys(string typed, string expected) =>
        Assert.That(JsonOf(typed.Replace(" T ", $" {Time} ")), Is.EqualTo(expected));

    [Test]
    public void History_is_marked_after_all_other_keys()
    {
        using var json = new JsonLine();
        var output = new ArrayBufferWriter<byte>();
        json.Write(new ServerLine { Kind = ServerLineKind.Message, Id = 7, Name = "ci"u8, Text = "beep"u8, IsBot = true, IsReplay = true }, output);
        Assert.That(Encoding.UTF8.GetString(output.WrittenSpan), Is.EqualTo("""{"id":7,"type":"message","name":"ci","text":"beep","bot":true,"replay":true}"""));
    }

    [TestCase("topic 7 T lobby alice news", """{"id":7,"time":"2023-11-14T22:13:20.123Z","type":"topic","room":"lobby","name":"alice","text":"news"}""")]
    [TestCase("topic 7 T lobby alice ", """{"id":7,"time":"2023-11-14T22:13:20.123Z","type":"topic","room":"lobby","name":"alice","text":""}""")]
    public void A_removed_topic_has_an_empty_text(string typed, string expected) =>
        Assert.That(JsonOf(typed.Replace(" T ", $" {Time} ")), Is.EqualTo(expected));

    [TestCase("welcome lobby alice 6 1700000000123 1")]
    [TestCase("ack 1 7")]
    [TestCase("error name-taken 0 no")]
    [TestCase("refused name-taken 1 7 no")]
    [TestCase("bye shutdown going down")]
    [TestCase("ping x")]
    [TestCase("present lobby alice person 1700000000123")]
    [TestCase("subject lobby 1700000000123 alice news")]
    public void A_line_that_is_not_an_event_is_not_written(string typed) => Assert.That(JsonOf(typed), Is.Null);

    [Test]
    public void A_text_is_filtered_and_escaped() =>
        Assert.That(
            JsonOf($"""message 7 {Time} lobby alice "a" \ <b> & 'c'{'\e'}[31m{'\u202E'}"""),
            Does.EndWith(""","text":"\"a\" \\ <b> & 'c'"}"""));

    [TestCase("0")]
    [TestCase("9223372036854775807")]
    public void A_time_outside_the_calendar_is_left_out(string time) =>
        Assert.That(JsonOf($"join 7 {time} lobby alice"), Is.EqualTo("""{"id":7,"type":"join","room":"lobby","name":"alice"}"""));

    [TestCase("", """{"type":"connected","room":"lobby"}""")]
    [TestCase("b:5501", """{"type":"connected","room":"lobby","to":"b:5501"}""")]
    public void Another_server_than_before_is_named(string other, string expected)
    {
        using var json = new JsonLine();
        var output = new ArrayBufferWriter<byte>();
        json.Write(new ServerLine { Kind = ServerLineKind.Connected, Time = long.MaxValue, Room = "lobby"u8, Code = "b:5501"u8, Other = Encoding.ASCII.GetBytes(other) }, output);

        Assert.That(Encoding.UTF8.GetString(output.WrittenSpan), Is.EqualTo(expected));
    }

    [Test]
    public void Any_bytes_of_a_server_become_valid_JSON_on_one_line() => Fuzz.Each(Samples.Bytes, bytes =>
    {
        using var json = new JsonLine();
        var output = new ArrayBufferWriter<byte>();
        json.Write(new ServerLine { Kind = ServerLineKind.Private, Room = bytes, Name = bytes, Other = bytes, Text = bytes }, output);

        using var parsed = JsonDocument.Parse(output.WrittenMemory);
        Assert.That(output.WrittenSpan.Contains((byte)'\n'), Is.False);
        Assert.That(parsed.RootElement.GetProperty("text").GetString(), Is.EqualTo(TextFilter.Clean(Encoding.UTF8.GetString(bytes))));
    });

    [Test]
    public void Writing_a_line_allocates_nothing()
    {
        using var json = new JsonLine();
        var output = new ArrayBufferWriter<byte>(1 << 16);
        var line = new ServerLine { Kind = ServerLineKind.Message, Id = 7, Time = 1_700_000_000_123, Room = "lobby"u8, Name = "alice"u8, Text = "é"u8 };
        json.Write(line, output);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            output.ResetWrittenCount();
            json.Write(line, output);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static string? JsonOf(string typed)
    {
        Assert.That(ServerLineParser.TryParse(Encoding.UTF8.GetBytes(typed), out var line), Is.EqualTo(ParseResult.Ok));
        using var json = new JsonLine();
        var output = new ArrayBufferWriter<byte>();
        return json.Write(line, output) ? Encoding.UTF8.GetString(output.WrittenSpan) : null;
    }
}
