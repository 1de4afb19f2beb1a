using System.Text;
using ChatRoom.Client.Jobs.Output;
using ChatRoom.Client.Jobs.Processes;
using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Peers;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Jobs.Output;

/// <summary>The description of a command's end, and the lines of its output that are said.</summary>
internal sealed class JobOutputTests
{
    [TestCase(0, "ok")]
    [TestCase(1, "failed with exit code 1")]
    [TestCase(128, "failed with exit code 128")]
    [TestCase(255, "failed with exit code 255")]
    [TestCase(137, "was ended by SIGKILL")]
    [TestCase(143, "was ended by SIGTERM")]
    public void An_exit_code_has_a_description(int exitCode, string description)
    {
        if (exitCode > 128 && OperatingSystem.IsWindows())
        {
            Assert.Ignore("there are no signals");
        }

        Assert.That(JobEnd.Of(exitCode).Description, Is.EqualTo(description));
        Assert.That(JobEnd.Of(exitCode).IsOk, Is.EqualTo(exitCode == 0));
    }

    [TestCase("00:00:00", "0 ms")]
    [TestCase("00:00:00.9999", "999 ms")]
    [TestCase("00:00:02", "2 s")]
    [TestCase("00:00:12.399", "12.3 s")]
    [TestCase("00:00:59.999", "59.9 s")]
    [TestCase("00:01:00", "1 min 0 s")]
    [TestCase("00:59:59.9", "59 min 59 s")]
    [TestCase("2.01:02:03", "49 h 2 min")]
    public void A_time_is_written_with_at_most_two_units(string time, string text) =>
        Assert.That(JobEnd.Text(TimeSpan.Parse(time)), Is.EqualTo(text));

    [Test]
    public void A_reply_is_filtered_line_by_line() =>
        Assert.That(ReplyTo("\e[32mgreen\e[0m\n", "tab\there\r\n\nno end"), Is.EqualTo(new[] { "green", "tab here", "", "no end" }));

    [Test]
    public void A_note_replaces_a_line_that_is_too_long()
    {
        var longest = new string('x', Limits.MaxText);

        Assert.That(ReplyTo($"{longest}\n{longest}x\nlast\n"), Is.EqualTo(new[] { longest, "(a line of more than 4096 bytes)", "last" }));
    }

    [Test]
    public void A_reply_has_at_most_a_thousand_lines()
    {
        var reply = ReplyTo(string.Concat(Enumerable.Range(1, 5000).Select(number => $"{number}\n")));

        Assert.That(reply, Has.Length.EqualTo(1000));
        Assert.That(reply[^2..], Is.EqualTo(new[] { "999", "(and 4001 more lines)" }));
    }

    [Test]
    public void A_reply_has_at_most_64_KiB()
    {
        var line = new string('x', 4096);

        var reply = ReplyTo(string.Concat(Enumerable.Repeat(line + "\n", 18)) + "short\n");

        Assert.That(reply, Is.EqualTo(Enumerable.Repeat(line, 16).Append("(and 3 more lines)")));
    }

    [Test]
    public void The_tail_holds_the_last_lines_of_both_streams_in_order()
    {
        var tail = new OutputTail(3);
        tail.Output.Add("out 1\nout 2\nun"u8);
        tail.Errors.Add("err 1\n"u8);
        tail.Output.Add("finished\nout 4"u8);

        Assert.That(Texts(tail.End()), Is.EqualTo(new[] { "err 1", "unfinished", "out 4" }));
    }

    [Test]
    public void A_tail_that_is_too_large_begins_with_a_note()
    {
        var tail = new OutputTail(20);
        var line = new string('x', 4000) + "\n";
        for (var i = 0; i < 30; i++)
        {
            tail.Output.Add(Encoding.UTF8.GetBytes(line));
        }

        var said = Texts(tail.End());
        Assert.That(said, Has.Length.EqualTo(16));
        Assert.That(said[0], Is.EqualTo("(the last 15 lines, as more would be over 60 KiB)"));
    }

    [Test]
    public void A_tail_holds_all_of_a_short_output()
    {
        var tail = new OutputTail(20);
        tail.Errors.Add("only\n"u8);

        Assert.That(Texts(tail.End()), Is.EqualTo(new[] { "only" }));
    }

    [Test]
    public void A_long_output_is_written_before_its_end_in_whole_lines()
    {
        using var stream = new WatchedStream();
        using var shared = new SharedLineOutput(stream);
        var job = new JobOutput(shared);
        var lines = string.Concat(Enumerable.Repeat("a line of sixteen\n", 70_000));

        job.Add(Encoding.UTF8.GetBytes(lines + "begun"));

        Assert.That(stream.Text, Is.EqualTo(lines));
        job.End();
        Assert.That(stream.Text, Is.EqualTo(lines + "begun\n"));
    }

    private static string[] ReplyTo(params string[] output)
    {
        var reply = new Reply();
        foreach (var piece in output)
        {
            reply.Add(Encoding.UTF8.GetBytes(piece));
        }

        return Texts(reply.End());
    }

    private static string[] Texts(IEnumerable<byte[]> lines) => [.. lines.Select(Encoding.UTF8.GetString)];
}
