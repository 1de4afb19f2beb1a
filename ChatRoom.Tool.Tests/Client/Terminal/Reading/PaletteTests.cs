using ChatRoom.Client.Terminal.Reading;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Terminal.Reading;

internal sealed class PaletteTests
{
    private static readonly int[] Levels = [0, 95, 135, 175, 215, 255];

    [Test]
    public void Every_colour_is_readable_on_black_and_on_white()
    {
        foreach (var color in (byte[])[.. Palette.NameColors, Palette.Grey, Palette.Red])
        {
            var luminance = LuminanceOf(color);
            Assert.That((luminance + 0.05) / 0.05, Is.GreaterThan(3.5), $"colour {color} on black");
            Assert.That(1.05 / (luminance + 0.05), Is.GreaterThan(3.5), $"colour {color} on white");
        }
    }

    [Test]
    public void There_are_enough_colours_and_no_two_are_the_same()
    {
        Assert.That(Palette.NameColors.Length, Is.GreaterThanOrEqualTo(12));
        Assert.That(Palette.NameColors.ToArray(), Is.Unique);
    }

    [Test]
    public void A_name_has_the_same_colour_in_any_case()
    {
        Assert.That(Palette.ColorOf("Alice"), Is.EqualTo(Palette.ColorOf("aLICE")));
        Assert.That(Palette.ColorOf("alice"), Is.EqualTo(30), "in every process and in every version");
    }

    [Test]
    public void Names_that_differ_little_are_spread_over_all_colours()
    {
        var counts = Enumerable.Range(0, 1600).CountBy(number => Palette.ColorOf($"user{number}")).ToList();
        Assert.That(counts, Has.Count.EqualTo(Palette.NameColors.Length));
        Assert.That(counts.Max(count => count.Value), Is.LessThan(200));
    }

    [TestCase("xterm-256color", null, "<38;5;244>14:05<0> <1;7;38;5;27>bob<0>: <1>hi alice<0>")]
    [TestCase("xterm-256color", "", "<38;5;244>14:05<0> <1;7;38;5;27>bob<0>: <1>hi alice<0>")]
    [TestCase("xterm-256color", "1", "<2>14:05<0> <1;7>bob<0>: <1>hi alice<0>")]
    [TestCase("vt100", null, "<2>14:05<0> <1;7>bob<0>: <1>hi alice<0>")]
    [TestCase("dumb", null, "14:05 bob: hi alice")]
    [TestCase("", null, "14:05 bob: hi alice", ExcludePlatform = "Win")]
    public void The_styles_depend_on_the_terminal(string? term, string? noColor, string line)
    {
        var transcript = new Transcript(Palette.For(term, noColor), new LocalTime());
        transcript.Enter("alice", "", 0);
        transcript.Receive(new ServerLineValues(ChatRoom.Protocol.ServerLineKind.Message) { Name = "bob", Text = "hi alice" }.View());
        Assert.That(Spelled(transcript.Take().Lines), Is.EqualTo(line + "\n"));
    }

    [Test]
    public void The_readers_name_is_bold_other_names_are_coloured_and_quiet_lines_are_grey()
    {
        var room = new TerminalRoom(ColorDepth.Colors);
        Assert.That(Spelled(room.ShowsReplay("message % lobby bob before")), Is.EqualTo("""
            <38;5;244>-- before you came --<0>
            <38;5;244>14:05<0> <38;5;27>bob<0>: <38;5;244>before<0>

            """));
        Assert.That(
            Spelled(room.Shows("message % lobby alice mine", "message % lobby bob yours", "private @ lobby bob alice psst", "join % lobby carol", "error bad-usage 0 no")),
            Is.EqualTo("""
            <38;5;244>-- end of history --<0>
            <38;5;244>14:05<0> <1>alice<0>: mine
            <38;5;244>14:05<0> <38;5;27>bob<0>: yours
            <38;5;244>14:05<0> <1>(private)<0> <1;7;38;5;27>bob<0> -> you: <1>psst<0>
            <38;5;244>14:05<0> <38;5;244>-- carol joined<0>
            <38;5;244>14:05<0> <38;5;160>!<0> no

            """));
    }

    private static string Spelled(string styled) => System.Text.RegularExpressions.Regex.Replace(styled, "\e\\[([0-9;]*)m", "<$1>");

    /// <summary>The luminance of one of xterm's 256 colours, by WCAG 2.</summary>
    private static double LuminanceOf(byte color)
    {
        Assert.That(color, Is.GreaterThanOrEqualTo(16), "the user's theme defines the first 16");
        var cube = color - 16;
        int[] parts = color >= 232
            ? [8 + (10 * (color - 232)), 8 + (10 * (color - 232)), 8 + (10 * (color - 232))]
            : [Levels[cube / 36], Levels[cube / 6 % 6], Levels[cube % 6]];
        double[] linear = [.. parts.Select(part => part / 255.0).Select(part => part <= 0.03928 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4))];
        return (0.2126 * linear[0]) + (0.7152 * linear[1]) + (0.0722 * linear[2]);
    }
}
