using ChatRoom.Client;

namespace ChatRoom.CommandLine;

/// <summary>Ends a command with one sentence on standard error, and its exit code.</summary>
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
        using var error = StandardStreams.Text(StandardStreams.OpenError());
        error.Write($"chatroom: {sentence}\n");
    }

    public static int With(Failure failure) =>
        failure.Sentence.Length == 0 ? ExitCode.Of(failure.Outcome) : With(ExitCode.Of(failure.Outcome), failure.Sentence);
}
