using System.Runtime.InteropServices;
using ChatRoom.Native;

namespace ChatRoom.Files;

/// <summary>
/// Makes the names of the files in a directory durable, which the base library does not offer: fsync(2) of the directory on Unix.
/// Windows needs nothing. Any thread.
/// </summary>
internal static class DirectorySync
{
    /// <summary>O_RDONLY, the same on every Unix. Close-on-exec is not the same, and the directory is open for a moment only.</summary>
    private const int ReadOnly = 0;

    /// <exception cref="IOException">The system cannot do it.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var file = Descriptor.Open(folder, ReadOnly);
        var result = file < 0 ? file : Descriptor.Sync(file);
        if (file >= 0)
        {
            _ = Descriptor.Close(file);
        }

        if (result < 0)
        {
            throw new IOException(Marshal.GetPInvokeErrorMessage(-result));
        }
    }
}
