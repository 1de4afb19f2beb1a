using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Client.Terminal.Reading;

/// <summary>The kinds of submissions.</summary>
internal enum SubmissionKind
{
    /// <summary>Nothing was typed.</summary>
    Nothing,

    /// <summary>One line that begins with a slash: a command for this client or for the server.</summary>
    Command,

    /// <summary>One line, or several that belong together.</summary>
    Text,

    /// <summary>It cannot be said.</summary>
    Refused,
}

/// <summary>
/// A typed text as it is sent to the server: filtered, in lines. A single line may be a command. Several lines, for
/// example from a paste, are said as they are, without empty ones.
/// </summary>
/// <param name="Typed">The text as it was in the editor.</param>
internal sealed record Submission(SubmissionKind Kind, string Typed, IReadOnlyList<string> Lines)
{
    private const string CommandOfManyLines = "A command has one line, so nothing was sent. Join its lines, or put a line of text before it.";

    /// <summary>Why a submission is refused.</summary>
    public string WhyNot { get; private init; } = "";

    /// <summary>It contains a password, which is neither shown again nor kept.</summary>
    public bool HasPassword => Kind == SubmissionKind.Command && HoldsPassword(Lines[0]);

    /// <summary>Whether a typed line is a command with a password.</summary>
    public static bool HoldsPassword(string line) => line.StartsWith("/op ", StringComparison.OrdinalIgnoreCase);

    public static Submission Of(string typed)
    {
        string[] lines = [.. typed.Split('\n').Select(TextFilter.Clean).Where(line => !string.IsNullOrWhiteSpace(line))];
        if (lines.Length == 0)
        {
            return new Submission(SubmissionKind.Nothing, typed, lines);
        }

        return RefusalOf(lines) is { } why
            ? new Submission(SubmissionKind.Refused, typed, []) { WhyNot = why }
            : new Submission(lines.Length == 1 && lines[0].StartsWith('/') ? SubmissionKind.Command : SubmissionKind.Text, typed, lines);
    }

    private static string? RefusalOf(string[] lines)
    {
        if (lines.Any(line => Encoding.UTF8.GetByteCount(line) > Limits.MaxText))
        {
            return Refusal.TooLong.Text;
        }

        if (lines.Length == 1)
        {
            return null;
        }

        // A private message must not be said to all, with its command as text.
        return LooksLikeCommand(lines[0]) ? CommandOfManyLines
            : lines.Length > Limits.MaxTogetherLines || lines.Sum(Encoding.UTF8.GetByteCount) > Limits.MaxTogetherBytes ? Refusal.TooMuchTogether.Text
            : null;
    }

    /// <summary>A slash and letters up to a space: the path of a file is rarely that.</summary>
    private static bool LooksLikeCommand(string line)
    {
        var end = line.IndexOf(' ');
        var word = end < 0 ? line : line[..end];
        return word.Length > 1 && word[0] == '/' && word.Skip(1).All(char.IsAsciiLetter);
    }
}
