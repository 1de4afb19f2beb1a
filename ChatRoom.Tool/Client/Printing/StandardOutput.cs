using ChatRoom.Client.Options;
using ChatRoom.Files;

namespace ChatRoom.Client.Printing;

/// <summary>Writes to standard output. Failures are results.</summary>
internal static class StandardOutput
{
    /// <summary>The number of EPIPE.</summary>
    private const int BrokenPipe = 32;

    /// <summary>Standard output has no reader any more, which ends the program without a message.</summary>
    public static Failure HasNoReader { get; } = new(Outcome.BrokenPipe, "");

    /// <summary>Writes all of it at once; null is success.</summary>
    public static Failure? TryWrite(Stream output, ReadOnlySpan<byte> bytes)
    {
        try
        {
            output.Write(bytes);
            output.Flush();
            return null;
        }
        catch (Exception end) when (FileFailure.IsExpected(end))
        {
            return end.HResult == BrokenPipe
                ? HasNoReader
                : new Failure(Outcome.Failed, $"cannot write to standard output: {FileFailure.Reason(end)}");
        }
    }
}
