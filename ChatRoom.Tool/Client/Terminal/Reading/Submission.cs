using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Client.Terminal.Reading;

internal enum SubmissionKind
{
    /// <summary>There is nothing to say.</summary>
    Nothing,

    /// <summary>One line that begins with a slash: something to do, for this client or for the server.</summary>
    Command,

    /// <summary>One line, or several that are said as one.</summary>
    Text,

    /// <summary>It cannot be said.</summary>
    Refused,
}

/// <summary>
/// What was typed, as it goes to the server: filtered, in lines. One line may be a command; several, which were pasted for
/// example, are said as they are, without the empty ones.
/// </summary>
/// <param name="Typed">As it stood in the editor.</param>
internal sealed record Submission(SubmissionKind Kind, string Typed, IReadOnlyList<string> Lines)
{
    private const string ManyLinesAreNoCommand =
        "A command has one line, so nothing of this was said or done; join its lines, or begin with another line.";

    /// <summary>A sentence for a submission that is refused.</summary>
    public string WhyNot { get; private init; } = "";

    /// <summary>A password stands in it, which is neither shown again nor kept.</summary>
    public bool HasPassword => Kind == SubmissionKind.Command && HoldsPassword(Lines[0]);

    /// <summary>Whether a line that is typed is a command with a password behind it.</summary>
    public static bool HoldsPassword(string line) => line.StartsWith("/op ", StringComparison.OrdinalIgnoreCase);

    public static Submission Of(string typed)
    {
        string[] lines = [.. typed.Split('\n').Select(TextFilter.Clean).Where(line => !string.IsNullOrWhiteSpace(line))];
        if (lines.Length == 0)
        {
            return new Submission(SubmissionKind.Nothing, typed, lines);
        }

        return WhyNotOf(lines) is { } why
            ? new Submission(SubmissionKind.Refused, typed, []) { WhyNot = why }
            : new Submission(lines.Length == 1 && lines[0].StartsWith('/') ? SubmissionKind.Command : SubmissionKind.Text, typed, lines);
    }

    private static string? WhyNotOf(string[] lines)
    {
        if (lines.Any(line => Encoding.UTF8.GetByteCount(line) > Limits.MaxText))
        {
            return Refusal.TooLong.Text;
        }

        if (lines.Length == 1)
        {
            return null;
        }

        // What somebody meant for one person must not be said to all, with its command in front.
        return LooksLikeCommand(lines[0]) ? ManyLinesAreNoCommand
            : lines.Length > Limits.MaxTogetherLines || lines.Sum(Encoding.UTF8.GetByteCount) > Limits.MaxTogetherBytes ? Refusal.TooMuchTogether.Text
            : null;
    }

    /// <summary>A slash and a word, which the path of a file is not.</summary>
    private static bool LooksLikeCommand(string line)
    {
        var end = line.IndexOf(' ');
        var word = end < 0 ? line : line[..end];
        return word.Length > 1 && word[0] == '/' && word.Skip(1).All(char.IsAsciiLetter);
    }
}
