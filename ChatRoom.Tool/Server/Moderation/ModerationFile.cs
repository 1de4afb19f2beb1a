using System.Diagnostics.CodeAnalysis;
using System.Text;
using ChatRoom.Files;
using ChatRoom.Server.Events;

namespace ChatRoom.Server.Moderation;

/// <summary>
/// A text in which what operators did outlasts the server: read as a whole, by people as well, and replaced as a whole. Touched by
/// one thread at a time.
/// </summary>
/// <param name="path">Where it is.</param>
/// <param name="what">What stands in it, as in <c>bans</c>.</param>
/// <param name="report">Takes a sentence for the operator.</param>
internal sealed class ModerationFile(string path, string what, Action<string> report)
{
    private readonly ReportOnce _reportOnce = new(report, $"{what} are written to {path} again");

    public string Path => path;

    /// <summary>Its lines, none where it is not there; false, and one sentence, where it cannot be read.</summary>
    public bool TryRead([NotNullWhen(true)] out string[]? lines, [NotNullWhen(false)] out string? whyNot)
    {
        (lines, whyNot) = (null, null);
        try
        {
            lines = File.Exists(path) ? File.ReadAllLines(path) : [];
            return true;
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            whyNot = $"cannot read {path}: {FileFailure.Reason(error)}";
            return false;
        }
    }

    /// <summary>Puts a text in the place of what was there, whole or not at all; false where that cannot be, of which the operator is told once.</summary>
    public bool TryWrite(string text)
    {
        try
        {
            AtomicFile.Replace(path, Encoding.UTF8.GetBytes(text));
            _reportOnce.Over();
            return true;
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            _reportOnce.Met($"{what} hold, but end with the server: cannot write {path}: {FileFailure.Reason(error)}");
            return false;
        }
    }
}
