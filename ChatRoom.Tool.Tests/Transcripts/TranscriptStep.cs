using System.Text;
using System.Text.RegularExpressions;

namespace ChatRoom.Tests.Transcripts;

/// <summary>One step of a transcript: a peer and its action. <see cref="TranscriptTests"/> has the syntax.</summary>
/// <param name="Name">The peer.</param>
/// <param name="Act">The action.</param>
/// <param name="Text">The text without escapes. A single byte is the private character U+E000 plus the byte.</param>
internal sealed partial record TranscriptStep(string Name, string Act, string Text)
{
    /// <summary>The bytes that are sent or received.</summary>
    public byte[] Bytes => [.. (Act is ">" or "<" ? Text + "\n" : Text).EnumerateRunes().SelectMany(BytesOf)];

    /// <summary>Null: the line is not a peer's step.</summary>
    public static TranscriptStep? Parse(string line)
    {
        var step = Step().Match(line);
        return step.Success
            ? new TranscriptStep(step.Groups["name"].Value, step.Groups["act"].Value, Unescape(step.Groups["text"].Value))
            : null;
    }

    private static byte[] BytesOf(Rune rune) =>
        rune.Value is >= 0xE000 and <= 0xE0FF ? [(byte)rune.Value] : Encoding.UTF8.GetBytes(rune.ToString());

    private static string Unescape(string text) => Escape().Replace(text, escape => escape.Value[1] switch
    {
        '0' => "\0",
        'r' => "\r",
        'n' => "\n",
        't' => "\t",
        'e' => "\e",
        _ => ((char)(0xE000 + Convert.ToInt32(escape.Value[2..], 16))).ToString(),
    });

    [GeneratedRegex(@"^(?<name>\S+) (?<act>connects|>>|<<|>|<|closes|dies|hears the end)(?: (?<text>.*))?$")]
    private static partial Regex Step();

    [GeneratedRegex(@"\\(?:[0rnte]|x[0-9A-Fa-f]{2})")]
    private static partial Regex Escape();
}
