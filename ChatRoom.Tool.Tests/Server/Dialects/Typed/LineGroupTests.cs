using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Dialects.Typed;
using ChatRoom.Server.Fanout;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Dialects.Typed;

/// <summary>Groups of lines, and everything that can break one, in any order and any pieces.</summary>
internal sealed class LineGroupTests
{
    private static readonly string Longest = new('x', Limits.MaxText);

    private enum Step
    {
        Say,
        SayMuch,
        SayTooMuch,
        SayEndlessly,
        SayElsewhere,
        SayAgain,
        Act,
        Who,
        Ping,
        Unknown,
        Bad,
        Few,
        Many,
        TooMany,
    }

    private static readonly Gen<Step> Steps = Gen.Frequency(
        (30, Gen.Constant(Step.Say)),
        (12, Gen.Constant(Step.SayMuch)),
        (10, Gen.Elements(Step.Few, Step.Many)),
        (6, Gen.Elements(Step.Ping, Step.Unknown, Step.SayAgain)),
        (4, Gen.Elements(Enum.GetValues<Step>())));

    private static readonly Gen<(Step[] Steps, byte[][] Pieces)> Conversations =
        from length in Gen.Choose(0, 120)
        from steps in Steps.ArrayOf(length)
        from pieces in Samples.PiecesOf(Encoding.UTF8.GetBytes(Lines(steps)))
        select (steps, pieces);

    [Test]
    public void All_lines_of_a_group_are_published_or_one_error_explains_why_not() =>
        Fuzz.Each(
            Conversations,
            conversation =>
            {
                var heard = Play(conversation.Pieces);
                var (said, errors) = Expected(conversation.Steps);
                Assert.That(TextsOf(heard), Is.EqualTo(said));
                Assert.That(heard.Where(line => line.StartsWith("error ")).Select(line => line.Split(' ')[1]), Is.EqualTo(errors));
                Assert.That(LastAck(heard), Is.EqualTo(LastNumber(conversation.Steps)), "every line is processed in the end");
            },
            times: 1000);

    [Test]
    public void A_group_may_have_a_thousand_lines()
    {
        var lines = string.Concat(Enumerable.Range(1, 1000).Select(number => $"say {number} lobby {number}\n"));
        Assert.That(TextsOf(Play([Encoding.UTF8.GetBytes("together 1000\n" + lines)])), Has.Count.EqualTo(1000));
    }

    [Test]
    public void A_group_may_have_sixty_four_kibibytes()
    {
        var lines = string.Concat(Enumerable.Range(1, 16).Select(number => $"say {number} lobby {Longest}\n"));
        Assert.That(TextsOf(Play([Encoding.UTF8.GetBytes("together 16\n" + lines)])), Has.Count.EqualTo(16));
        var heard = Play([Encoding.UTF8.GetBytes("together 17\n" + lines + "say 17 lobby x\n")]);
        Assert.That(heard[^2], Does.StartWith("error too-much-together 17 "));
        Assert.That(heard[^1], Is.EqualTo("ack 17 0"));
    }

    [Test]
    public void A_new_group_ends_an_unfinished_one()
    {
        var heard = Play([Encoding.UTF8.GetBytes("together 3\nsay 1 lobby one\ntogether 2\nsay 2 lobby two\nsay 3 lobby three\n")]);
        Assert.That(heard.Select(line => line.Split(' ')[0]), Is.EqualTo(["error", "message", "message", "ack"]));
        Assert.That(heard[0], Does.StartWith("error not-together 1 "));
    }

    /// <summary>Everything that the sender of these bytes is sent after it has joined.</summary>
    private static string[] Play(byte[][] pieces)
    {
        var mailbox = new Mailbox(TestDialects.Typed);
        var feed = new Feed(mailbox);
        var session = new TypedSession(TestRooms.Several(new ManualTime(), 4 << 20, most: 1), mailbox, address: null);
        var scratch = new byte[Limits.FilterScratch];
        session.Accept("join lobby alice\n"u8, scratch);
        var heard = new StringBuilder();
        Hear();
        heard.Clear();
        foreach (var piece in pieces)
        {
            Assert.That(session.Accept(piece, scratch), Is.Null);
            Hear();
        }

        session.AcceptEnd(scratch);
        Hear();
        return heard.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        void Hear()
        {
            session.Room.Commit();
            while (feed.TryNext(feed.Horizon, out var piece))
            {
                heard.Append(Encoding.UTF8.GetString(piece.Lines.Span)).Append(Encoding.UTF8.GetString(piece.Following.Span));
                feed.Advance(piece.End);
            }
        }
    }

    private static string Lines(Step[] steps)
    {
        var lines = new StringBuilder();
        var number = 0;
        foreach (var step in steps)
        {
            number += IsNumbered(step) ? 1 : 0;
            lines.Append(step switch
            {
                Step.Say or Step.SayMuch => $"say {number} lobby {TextOf(step, number)[0]}",
                Step.SayTooMuch => $"say {number} lobby {Longest}x",
                Step.SayEndlessly => $"say {number} lobby {Longest}{Longest}",
                Step.SayElsewhere => $"say {number} attic hi",
                Step.SayAgain => "say 0 lobby again",
                Step.Act => $"command {number} lobby /me {TextOf(step, number)[0]}",
                Step.Who => "who lobby",
                Step.Ping => "ping",
                Step.Unknown => "dance wildly",
                Step.Bad => "say nothing",
                Step.Few => "together 2",
                Step.Many => "together 18",
                _ => "together 1001",
            }).Append('\n');
        }

        return lines.ToString();
    }

    /// <summary>The published texts and the errors; each group is judged as a whole.</summary>
    private static (List<string> Said, List<string> Errors) Expected(Step[] steps)
    {
        var (said, errors) = (new List<string>(), new List<string>());
        var number = 0;
        for (var i = 0; i < steps.Length; i++)
        {
            if (CountOf(steps[i]) is not { } count)
            {
                number += IsNumbered(steps[i]) ? 1 : 0;
                errors.AddRange(ErrorOf(steps[i]) ?? []);
                said.AddRange(TextOf(steps[i], number));
                continue;
            }

            var group = new List<(Step Step, int Number)>();
            var missing = count;
            while (missing > 0 && i + 1 < steps.Length && CountOf(steps[i + 1]) is null)
            {
                i++;
                number += IsNumbered(steps[i]) ? 1 : 0;
                missing -= IsLine(steps[i]) ? 1 : 0;
                group.Add((steps[i], number));
            }

            if (ErrorOf(count, missing, group) is { } why)
            {
                errors.Add(why);
            }
            else
            {
                said.AddRange(group.SelectMany(one => TextOf(one.Step, one.Number)));
            }
        }

        return (said, errors);
    }

    private static string? ErrorOf(int count, int missing, List<(Step Step, int Number)> group)
    {
        if (count > Limits.MaxTogetherLines)
        {
            return "too-much-together";
        }

        var bytes = 0;
        foreach (var (step, number) in group)
        {
            var error = step is Step.Act or Step.Who ? "not-together" : ErrorOf(step)?[0];
            bytes += TextOf(step, number).Sum(text => text.Length);
            if (error is not null || bytes > Limits.MaxTogetherBytes)
            {
                return error ?? "too-much-together";
            }
        }

        return missing > 0 ? "not-together" : null;
    }

    /// <summary>The text of a step, if nothing refuses it.</summary>
    private static string[] TextOf(Step step, int number) => step switch
    {
        Step.Say or Step.Act => [$"{number}"],
        Step.SayMuch => [$"{number}".PadRight(Limits.MaxText, 'x')],
        _ => [],
    };

    private static string[]? ErrorOf(Step step) => step switch
    {
        Step.SayTooMuch or Step.SayEndlessly => ["too-long"],
        Step.SayElsewhere => ["not-joined"],
        Step.Bad => ["bad-line"],
        _ => null,
    };

    private static int? CountOf(Step step) => step switch
    {
        Step.Few => 2,
        Step.Many => 18,
        Step.TooMany => 1001,
        _ => null,
    };

    private static bool IsNumbered(Step step) => step is Step.Say or Step.SayMuch or Step.SayTooMuch or Step.SayEndlessly or Step.SayElsewhere or Step.Act;

    /// <summary>True if the step counts as a line of a group, published or not.</summary>
    private static bool IsLine(Step step) => IsNumbered(step) || step is Step.SayAgain or Step.Bad;

    private static List<string> TextsOf(string[] heard) =>
        [.. heard.Where(line => line.StartsWith("message ") || line.StartsWith("action ")).Select(line => line.Split(' ')[5])];

    /// <summary>The number of the last line whose number the server could read.</summary>
    private static int LastNumber(Step[] steps)
    {
        var (number, last) = (0, 0);
        foreach (var step in steps)
        {
            number += IsNumbered(step) ? 1 : 0;
            last = IsNumbered(step) && step != Step.SayEndlessly ? number : last;
        }

        return last;
    }

    private static int LastAck(string[] heard) =>
        heard.Where(line => line.StartsWith("ack ")).Select(line => int.Parse(line.Split(' ')[1])).LastOrDefault();
}
