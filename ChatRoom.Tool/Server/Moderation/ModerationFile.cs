using System.Diagnostics.CodeAnalysis;
using System.Text;
using ChatRoom.Files;
using ChatRoom.Server.Events;

namespace ChatRoom.Server.Moderation;

/// <summary>
/// A text file that keeps the acts of operators over restarts. It is read as a whole, by people as well, and replaced as a
/// whole. Used by one thread at a time.
/// </summary>
/// <param name="what">Its content in sentences, such as <c>bans</c>.</param>
/// <param name="report">Takes a sentence for the operator.</param>
internal sealed class ModerationFile(string path, string what, Action<string> report)
{
    private readonly ReportOnce _reportOnce = new(report, $"{what} are written to {path} again");

    public string Path => path;

    /// <param name="lines">None if there is no file.</param>
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

    /// <summary>Replaces the file, whole or not at all. False: that failed, and was reported once.</summary>
    public bool TryWrite(string text)
    {
        try
        {
            AtomicFile.Replace(path, Encoding.UTF8.GetBytes(text));
            _reportOnce.Ended();
            return true;
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            _reportOnce.Began($"{what} are in force, but end with the server: cannot write {path}: {FileFailure.Reason(error)}");
            return false;
        }
    }
}
