using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ChatRoom.Native;

/// <summary>
/// Appends to a file that other processes append to at the same time, which the base library does not offer: one write goes
/// to the end as it is then (O_APPEND). Not for Windows.
/// </summary>
internal static unsafe partial class AppendOnlyFile
{
    private const int WriteOnly = 1;

    private static readonly int AtTheEnd = OperatingSystem.IsLinux() ? 0x400 : 8;

    /// <summary>Appends the bytes to a file that is there, in one write. Close-on-exec is not set: it is open for a moment only.</summary>
    /// <exception cref="IOException">The system cannot.</exception>
    public static void Append(string path, ReadOnlySpan<byte> bytes)
    {
        using var file = Open(path, WriteOnly | AtTheEnd);
        fixed (byte* first = bytes)
        {
            var written = file.IsInvalid ? -1 : Write(file, first, bytes.Length);
            if (written != bytes.Length)
            {
                throw new IOException(written < 0 ? Marshal.GetLastPInvokeErrorMessage() : "the disk took a part of the line only");
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeFileHandle file, byte* bytes, nint count);
}
