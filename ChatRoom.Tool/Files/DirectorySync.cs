using System.Runtime.InteropServices;

namespace ChatRoom.Files;

/// <summary>
/// Makes durable which files a folder holds, which the base library does not offer: on Unix fsync(2) of the folder itself.
/// Windows needs nothing.
/// </summary>
internal static partial class DirectorySync
{
    /// <summary>O_RDONLY, the same on every Unix. Close-on-exec is not, and the file is open for a moment only.</summary>
    private const int ReadOnly = 0;

    /// <exception cref="IOException">The system cannot.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var file = Open(folder, ReadOnly);
        var isFlushed = file >= 0 && Sync(file) == 0;
        var error = Marshal.GetLastPInvokeErrorMessage();
        if (file >= 0)
        {
            _ = Close(file);
        }

        if (!isFlushed)
        {
            throw new IOException(error);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
