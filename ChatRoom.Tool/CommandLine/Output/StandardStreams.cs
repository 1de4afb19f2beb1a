using System.Text;

namespace ChatRoom.CommandLine.Output;

/// <summary>
/// The process's streams as bytes, or as UTF-8 without a byte order mark. Each line is flushed and ends with LF. On Unix this avoids
/// Console, which hides EPIPE and changes the mode of a terminal.
/// </summary>
internal static class StandardStreams
{
    /// <summary>Standard input; empty if the process was started without it.</summary>
    public static Stream OpenInput() => OperatingSystem.IsWindows() ? Console.OpenStandardInput() : new StandardStream(0);

    /// <summary>Standard output. A write fails if nobody reads it, if the disk is full, or if the process was started without it.</summary>
    public static Stream OpenOutput() => OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new StandardStream(1);

    /// <summary>Standard error for sentences. A write never fails.</summary>
    public static Stream OpenError() => new StandardError();

    /// <summary>Standard error for a log, or for another program's bytes. A write waits for a slow reader, and fails like one to a file.</summary>
    public static Stream OpenErrorForLog() => OperatingSystem.IsWindows() ? Console.OpenStandardError() : new StandardStream(2);

    public static TextWriter Text(Stream stream) => new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true, NewLine = "\n" };
}
