using System.Text.RegularExpressions;
using NUnit.Framework;

namespace ChatRoom.Tests.Support.Programs.Irc;

/// <summary>The file in which an IRC client writes down a channel.</summary>
/// <param name="path">The file.</param>
/// <param name="said">The form of a line that somebody said, with the groups <c>name</c> and <c>text</c>.</param>
internal sealed class IrcLog(string path, string said)
{
    private readonly WrittenFile _file = new(path);

    /// <summary>All that was said so far, in the form <c>alice: hi</c>.</summary>
    public string[] Said => SaidIn(_file.Lines);

    /// <summary>The number of lines so far that match.</summary>
    public int Count(string pattern) => _file.Lines.Count(line => Regex.IsMatch(line, pattern));

    /// <summary>Waits for a line that matches.</summary>
    public Task<string> HasLine(string pattern) => _file.HasLine(pattern);

    /// <summary>Waits for this many lines that match.</summary>
    public Task HasLines(int count, string pattern) => _file.Until($"{count} lines like {pattern}", lines => lines.Count(line => Regex.IsMatch(line, pattern)) >= count);

    /// <summary>Waits until somebody has said this, in the form <c>alice: hi</c>; returns all that was said up to it.</summary>
    public async Task<string[]> Hears(string line)
    {
        var heard = SaidIn(await _file.Until($"\"{line}\"", lines => SaidIn(lines).Contains(line)));
        return heard[..(Array.IndexOf(heard, line) + 1)];
    }

    /// <summary>Waits until the texts of somebody, joined, have this length. They are this text.</summary>
    public async Task HearsInParts(string name, string text)
    {
        var lines = await _file.Until($"all {text.Length} characters of {name}", lines => TextsOf(name, lines).Length >= text.Length);
        Assert.That(TextsOf(name, lines), Is.EqualTo(text));
    }

    private string TextsOf(string name, string[] lines) =>
        string.Concat(lines.Select(line => Regex.Match(line, said)).Where(match => match.Groups["name"].Value == name).Select(match => match.Groups["text"].Value));

    private string[] SaidIn(string[] lines) =>
        [.. lines.Select(line => Regex.Match(line, said)).Where(match => match.Success).Select(match => $"{match.Groups["name"].Value}: {match.Groups["text"].Value}")];
}
