using Microsoft.Win32.SafeHandles;

namespace ChatRoom.Server.Log.Segments;

/// <summary>The real disk.</summary>
internal static class Disk
{
    /// <exception cref="IOException">The disk is full, or cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(file, bytes, offset);
        }
        catch (ArgumentOutOfRangeException error) when (offset >= 0)
        {
            // The base library reports EFBIG as a wrong argument: the file has reached a limit such as ulimit -f.
            throw new IOException("File too large", error);
        }
    }
}
