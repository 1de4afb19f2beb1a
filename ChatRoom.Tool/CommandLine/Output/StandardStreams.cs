using System.Text;

namespace ChatRoom.CommandLine.Output;

/// <summary>
/// The process's streams as bytes, or as UTF-8 without a mark; every line is flushed, and ends with LF. On Unix without
/// Console, which swallows the end of a pipe, and puts a terminal into a mode of its own.
/// </summary>
internal static class StandardStreams
{
    /// <summary>Standard input; empty if we were started without.</summary>
    public static Stream OpenInput() => OperatingSystem.IsWindows() ? Console.OpenStandardInput() : new StandardStream(0);

    /// <summary>Standard output. Writing fails if nobody reads it, if it is full, and if we were started without.</summary>
    public static Stream OpenOutput() => OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new StandardStream(1);

    /// <summary>Standard error for sentences, which never fails.</summary>
    public static Stream OpenError() => new StandardError();

    /// <summary>Standard error for a log, or for another program's bytes. Writing waits for a slow reader, and fails if it cannot be done.</summary>
    public static Stream OpenErrorForLog() => OperatingSystem.IsWindows() ? Console.OpenStandardError() : new StandardStream(2);

    public static TextWriter Text(Stream stream) => new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true, NewLine = "\n" };
}
