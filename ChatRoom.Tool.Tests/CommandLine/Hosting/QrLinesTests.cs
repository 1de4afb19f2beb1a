using ChatRoom.CommandLine.Hosting;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.CommandLine.Hosting;

/// <summary>A QR code on a terminal.</summary>
internal sealed class QrLinesTests
{
    private const string Black = "\e[38;5;16;48;5;231m";
    private const string End = "\e[0m";

    [Test]
    public void The_lines_are_a_code_of_the_address_in_colours_of_their_own()
    {
        using var output = new StringWriter { NewLine = "\n" };
        QrLines.Print(output, new Uri("http://192.0.2.7:8080"));

        var lines = output.ToString().TrimEnd('\n').Split('\n');
        Assert.That(lines, Is.All.StartsWith(Black).And.All.EndsWith(End));
        Assert.That(QrReader.Read(Modules([.. lines.Select(line => line[Black.Length..^End.Length])])), Is.EqualTo("http://192.0.2.7:8080/"));
    }

    [Test]
    public void A_code_fits_on_a_small_terminal()
    {
        using var output = new StringWriter { NewLine = "\n" };
        QrLines.Print(output, new Uri("http://192.168.100.100:65535"));

        var lines = output.ToString().TrimEnd('\n').Split('\n');
        Assert.That(lines, Has.Length.LessThan(24));
        Assert.That(lines[0].Length - Black.Length - End.Length, Is.LessThan(80));
    }

    private static bool[,] Modules(string[] lines)
    {
        var isDark = new bool[lines.Length * 2, lines[0].Length];
        for (var y = 0; y < lines.Length; y++)
        {
            for (var x = 0; x < lines[y].Length; x++)
            {
                isDark[2 * y, x] = lines[y][x] is '█' or '▀';
                isDark[(2 * y) + 1, x] = lines[y][x] is '█' or '▄';
            }
        }

        return isDark;
    }
}
