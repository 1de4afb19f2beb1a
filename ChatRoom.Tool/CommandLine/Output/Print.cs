using System.Text;
using ChatRoom.Client.Printing;

namespace ChatRoom.CommandLine.Output;

/// <summary>Prints a command's result on standard output, and ends it with its exit code.</summary>
internal static class Print
{
    public static int With(int exitCode, string text) =>
        StandardOutput.TryWrite(StandardStreams.OpenOutput(), Encoding.UTF8.GetBytes(text)) is { } failure ? Fail.With(failure) : exitCode;
}
