using System.Text;
using ChatRoom.Client.Options;
using ChatRoom.Protocol.Text;

namespace ChatRoom.CommandLine.Output;

/// <summary>
/// Ends a command with one sentence on standard error, and its exit code. What it quotes, of a file's name for example, may
/// come from anywhere, and does nothing to a terminal.
/// </summary>
internal static class Fail
{
    public static int With(int exitCode, string sentence)
    {
        Warn(sentence);
        return exitCode;
    }

    /// <summary>Says a sentence, and goes on.</summary>
    public static void Warn(string sentence)
    {
        // A bug takes several lines.
        var lines = string.Join('\n', Array.ConvertAll(sentence.Split('\n'), TextFilter.Clean));
        using var error = StandardStreams.OpenError();
        error.Write(Encoding.UTF8.GetBytes($"chatroom: {lines}\n"));
    }

    public static int With(Failure failure) =>
        failure.Sentence.Length == 0 ? ExitCode.Of(failure.Outcome) : With(ExitCode.Of(failure.Outcome), failure.Sentence);
}
