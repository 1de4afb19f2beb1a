using System.Runtime.InteropServices;

namespace ChatRoom.Native;

/// <summary>
/// Appends to a file that other processes append to at the same time, which the base library does not offer. One write goes
/// to the end of the file as it is at that moment (O_APPEND). Any thread. Not for Windows.
/// </summary>
internal static class AppendOnlyFile
{
    private const int WriteOnly = 1;

    private static readonly int AppendMode = OperatingSystem.IsLinux() ? 0x400 : 8;

    /// <summary>Appends the bytes to a file that exists, in one write.</summary>
    /// <remarks>Close-on-exec is not set, as its number differs between systems and the file is open for a moment only.</remarks>
    /// <exception cref="IOException">The system cannot write them.</exception>
    public static void Append(string path, ReadOnlySpan<byte> bytes)
    {
        var file = Descriptor.Open(path, WriteOnly | AppendMode);
        var written = file < 0 ? file : Descriptor.Write(file, bytes);
        if (file >= 0)
        {
            _ = Descriptor.Close(file);
        }

        if (written != bytes.Length)
        {
            throw new IOException(written < 0 ? Marshal.GetPInvokeErrorMessage(-written) : "the disk accepted only a part of the line");
        }
    }
}
