using System.Text;
using ChatRoom.Client.Options;
using ChatRoom.Protocol.Text;

namespace ChatRoom.CommandLine.Output;

/// <summary>
/// Ends a command with one sentence on standard error, and its exit code. Quoted text, such as a file's name, may come from
/// anywhere, so control characters are removed before a terminal shows them.
/// </summary>
internal static class Fail
{
    public static int With(int exitCode, string sentence)
    {
        Warn(sentence);
        return exitCode;
    }

    /// <summary>Prints a sentence, and the command goes on.</summary>
    public static void Warn(string sentence)
    {
        // The report of a bug has several lines.
        var lines = string.Join('\n', Array.ConvertAll(sentence.Split('\n'), TextFilter.Clean));
        using var error = StandardStreams.OpenError();
        error.Write(Encoding.UTF8.GetBytes($"chatroom: {lines}\n"));
    }

    public static int With(Failure failure) =>
        failure.Sentence.Length == 0 ? ExitCode.Of(failure.Outcome) : With(ExitCode.Of(failure.Outcome), failure.Sentence);
}
