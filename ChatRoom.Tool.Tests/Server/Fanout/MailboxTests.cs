using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Fanout;

internal sealed class MailboxTests
{
    private readonly Mailbox _mailbox = new(TestDialects.Typed);

    [Test]
    public void A_new_mailbox_is_empty()
    {
        Assert.That(_mailbox.HasMail, Is.False);
        Assert.That(_mailbox.TryPeek(out _), Is.False);
        Assert.That(Take(), Is.Null);
    }

    [Test]
    public void Lines_are_taken_in_the_order_in_which_they_were_added()
    {
        Put("one", before: 1);
        Put("two", before: 1);
        Put("three", before: 2);
        Assert.That(new[] { Take(), Take(), Take(), Take() }, Is.EqualTo(["pong one\n", "pong two\n", "pong three\n", null]));
        Assert.That(_mailbox.HasMail, Is.False);
    }

    [Test]
    public void A_line_waits_for_its_place()
    {
        Put("later", before: 5);
        Assert.That(Take(before: 4), Is.Null);
        Assert.That(_mailbox.TryPeek(out var place) && place.NextId == 5);
        Assert.That(Take(before: 5), Is.EqualTo("pong later\n"));
    }

    [Test]
    public async Task A_long_answer_waits_for_space()
    {
        Assert.That(await _mailbox.WaitForSpaceAsync());
        Assert.That(_mailbox.TryAddRaw(default, new byte[Mailbox.Capacity / 2]));
        Assert.That(_mailbox.TryAddRaw(default, new byte[Mailbox.Capacity / 4]));
        var waiting = _mailbox.WaitForSpaceAsync();
        Assert.That(waiting.IsCompleted, Is.False);
        Assert.That(_mailbox.TryTake(default, out _));
        Assert.That(await waiting);
        Assert.That(_mailbox.TryAddRaw(default, new byte[Mailbox.Capacity / 2]));
    }

    [Test]
    public async Task Nobody_waits_for_space_after_the_end_of_the_connection()
    {
        Assert.That(_mailbox.TryAddRaw(default, new byte[Mailbox.Capacity / 2]));
        var waiting = _mailbox.WaitForSpaceAsync();
        _mailbox.Interrupt();
        Assert.That(await waiting, Is.False);
        Assert.That(await _mailbox.WaitForSpaceAsync(), Is.False);
    }

    [Test]
    public void Mailboxes_of_one_reader_share_one_budget_which_reading_frees()
    {
        var mailbox = _mailbox;
        var moves = new List<Mailbox>();
        while (mailbox.TryCreateNext(out var next))
        {
            moves.Add(mailbox = next);
        }

        Assert.That(moves, Has.Count.EqualTo(32));
        Assert.That(_mailbox.TryAddRaw(default, "x"u8), Is.False);
        moves.ForEach(moved => moved.Reached());
        Assert.That(moves[^1].TryAddRaw(default, new byte[Mailbox.Capacity / 2]));
        Assert.That(moves[0].TryAddRaw(default, new byte[Mailbox.Capacity / 2]));
        Assert.That(_mailbox.TryAddRaw(default, "x"u8), Is.False);
        Assert.That(moves[0].TryTake(default, out _));
        Assert.That(_mailbox.TryAddRaw(default, "x"u8));
    }

    [Test]
    public void A_line_is_encoded_in_the_readers_dialect()
    {
        var mailbox = new Mailbox(TestDialects.Line);
        mailbox.TryAdd(default, new ServerLine { Kind = ServerLineKind.Notice, Text = "hi"u8 });
        Assert.That(mailbox.TryTake(default, out var line));
        Assert.That(Encoding.UTF8.GetString(line!), Is.EqualTo("# hi\n"));
    }

    [Test]
    public void A_line_that_the_dialect_does_not_show_is_not_queued()
    {
        var mailbox = new Mailbox(TestDialects.Line);
        Assert.That(mailbox.TryAdd(default, new ServerLine { Kind = ServerLineKind.Pong }));
        Assert.That(mailbox.HasMail, Is.False);
    }

    [Test]
    public void Raw_bytes_are_taken_unchanged()
    {
        _mailbox.TryAddRaw(default, "NAME"u8);
        Assert.That(Take(), Is.EqualTo("NAME"));
    }

    [Test]
    public void A_full_mailbox_refuses_lines_until_one_is_taken()
    {
        var line = new string('x', 1017);
        for (var i = 0; i < Mailbox.Capacity / 1024; i++)
        {
            Assert.That(Put($"{line}{i % 10}", before: 1), $"line {i}");
        }

        Assert.That(Put("", before: 1), Is.False);
        Assert.That(Take(), Is.EqualTo($"pong {line}0\n"));
        Assert.That(Put("", before: 1));
        Assert.That(Put(line[5..], before: 1), "1,018 bytes are free");
        Assert.That(Put("", before: 1), Is.False);
    }

    [Test]
    public void One_answer_of_any_size_may_wait_and_smaller_lines_as_well()
    {
        var answer = new byte[3 * Mailbox.Capacity];
        Assert.That(Put("before", before: 1));
        Assert.That(_mailbox.TryAddRaw(At(1), answer));
        Assert.That(Put("after", before: 1));
        Assert.That(_mailbox.TryAddRaw(At(1), answer), Is.False, "a second one must wait for the first");

        Assert.That(Take(), Is.EqualTo("pong before\n"));
        Assert.That(Take(), Has.Length.EqualTo(answer.Length));
        Assert.That(_mailbox.TryAddRaw(At(1), answer), "the first was taken");
        Assert.That(Take(), Is.EqualTo("pong after\n"));
    }

    [Test]
    public void Acknowledgements_replace_one_another()
    {
        _mailbox.Acknowledge(At(2), number: 1, id: 1);
        _mailbox.Acknowledge(At(3), number: 2, id: 2);
        _mailbox.Acknowledge(At(4), number: 7, id: 3);
        Assert.That(Take(before: 3), Is.Null, "the last one waits for its event");
        Assert.That(Take(before: 4), Is.EqualTo("ack 7 3\n"));
        Assert.That(Take(), Is.Null);
    }

    [Test]
    public void Acknowledgements_use_no_capacity()
    {
        while (_mailbox.TryAddRaw(At(1), "x"u8))
        {
        }

        _mailbox.Acknowledge(At(1), number: 1, id: 1);
        for (var i = 0; i < Mailbox.Capacity; i++)
        {
            Assert.That(Take(), Is.EqualTo("x"));
        }

        Assert.That(Take(), Is.EqualTo("ack 1 1\n"));
    }

    [Test]
    public void An_acknowledgement_keeps_its_place_among_the_lines()
    {
        Put("one", before: 1);
        Put("three", before: 3);
        _mailbox.Acknowledge(At(2), number: 1, id: 1);
        Assert.That(new[] { Take(), Take(), Take(), Take() }, Is.EqualTo(["pong one\n", "ack 1 1\n", "pong three\n", null]));
    }

    [Test]
    public void Refusals_of_lines_in_a_row_are_one_line_and_use_the_capacity_of_one()
    {
        for (var number = 1; number <= Mailbox.Capacity; number++)
        {
            Assert.That(_mailbox.TryAddRefused(At(1), Refusal.NotWritten, number, number, Nothing));
        }

        Assert.That(Take(), Is.EqualTo($"refused not-written 1 {Mailbox.Capacity} {Refusal.NotWritten.Text}\n"));
        Assert.That(Take(), Is.Null);
        Assert.That(_mailbox.TryAddRaw(default, new byte[Mailbox.Capacity * 3 / 4]), "all of the capacity is free again");
    }

    [Test]
    public void Refusals_with_something_between_them_stay_separate()
    {
        Add(1, place: 1);
        Add(3, place: 1);
        Add(4, place: 2);
        Put("pong", before: 2);
        Add(5, place: 2);
        Assert.That(Take(), Is.EqualTo($"error not-written 1 {Refusal.NotWritten.Text}\n"));
        Assert.That(Take(), Is.EqualTo($"error not-written 3 {Refusal.NotWritten.Text}\n"));
        Assert.That(Take(), Is.EqualTo($"error not-written 4 {Refusal.NotWritten.Text}\n"));
        Assert.That(Take(), Is.EqualTo("pong pong\n"));
        Assert.That(Take(), Is.EqualTo($"error not-written 5 {Refusal.NotWritten.Text}\n"));
        Add(6, place: 2);
        Assert.That(Take(), Is.EqualTo($"error not-written 6 {Refusal.NotWritten.Text}\n"), "the refusal before was already taken");

        void Add(long number, long place) => Assert.That(_mailbox.TryAddRefused(At(place), Refusal.NotWritten, number, number, Nothing));
    }

    [Test]
    public void Refused_lines_without_numbers_are_counted()
    {
        var mailbox = new Mailbox(TestDialects.Line);
        mailbox.TryAddRefused(default, Refusal.NotWritten, 0, 0, Nothing);
        mailbox.TryAddRefused(default, Refusal.NotWritten, 1, 5, Nothing);
        mailbox.TryAddRefused(default, Refusal.NotWritten, 0, 0, Nothing);
        Assert.That(mailbox.TryTake(default, out var line));
        Assert.That(Encoding.UTF8.GetString(line!), Is.EqualTo($"! 7 lines were not said: {Refusal.NotWritten.Text}\n"));
    }

    private static LogCursor At(long nextId) => new(0, 0, nextId);

    private bool Put(string token, long before) =>
        _mailbox.TryAdd(At(before), new ServerLine { Kind = ServerLineKind.Pong, Text = Encoding.UTF8.GetBytes(token) });

    private string? Take(long before = long.MaxValue) =>
        _mailbox.TryTake(At(before), out var line) ? Encoding.UTF8.GetString(line) : null;

    private static void Nothing(ref ServerLine line)
    {
        // The dialects of these tests need nothing more.
    }
}
