using ChatRoom.Client.Terminal.Display;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Terminal.Display;

/// <summary>Lines for a terminal that accepts no output.</summary>
internal sealed class ArrivedLinesTests
{
    [Test]
    public void All_lines_are_taken_out_once()
    {
        var lines = new ArrivedLines();
        lines.Add("one\n");
        lines.Add("two\nthree\n");

        Assert.That(lines.Take(), Is.EqualTo("one\ntwo\nthree\n"));
        Assert.That(lines.Take(), Is.Empty);
        Assert.That(lines.Length, Is.Zero);
    }

    [Test]
    public void Above_the_limit_the_newest_lines_stay_and_one_line_reports_the_missing_ones()
    {
        var lines = new ArrivedLines();
        var part = new string('x', (ArrivedLines.MaxLength / 4) - 1) + "\n";
        for (var number = 1; number <= 6; number++)
        {
            lines.Add(part);
        }

        Assert.That(lines.Take(), Is.EqualTo("-- 2 lines are missing here, because the terminal accepted no output --\n" + part + part + part + part));
    }
}
