using System.Text;
using ChatRoom.Client.Jobs;
using Microsoft.Win32.SafeHandles;

namespace ChatRoom.CommandLine;

/// <summary>The process's streams as bytes, or as UTF-8 without a mark; every line is flushed, and ends with LF.</summary>
internal static class StandardStreams
{
    /// <summary>
    /// Standard input; an empty one where we were started without. Then the first file that the runtime
    /// opened for itself has its number, and a read of that would never end.
    /// </summary>
    public static Stream OpenInput() =>
        OperatingSystem.IsWindows() || Posix.WasGiven(0) ? Console.OpenStandardInput() : Stream.Null;

    /// <summary>
    /// Standard output whose writes fail once nobody reads it, which those of Console do not. A file stays
    /// with Console, because a FileStream would not share the file's position with other processes.
    /// </summary>
    public static Stream OpenOutput()
    {
        if (OperatingSystem.IsWindows())
        {
            return Console.OpenStandardOutput();
        }

        var direct = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return direct.CanSeek ? Console.OpenStandardOutput() : direct;
    }

    /// <summary>Standard error; where that is a terminal, without Console, which would put it into a mode of its own first.</summary>
    public static Stream OpenError() => OperatingSystem.IsWindows() || Console.IsErrorRedirected
        ? Console.OpenStandardError()
        : new FileStream(new SafeFileHandle(2, ownsHandle: false), FileAccess.Write, bufferSize: 0);

    public static TextWriter Text(Stream stream) => new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true, NewLine = "\n" };
}
