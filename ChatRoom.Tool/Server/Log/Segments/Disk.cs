using Microsoft.Win32.SafeHandles;

namespace ChatRoom.Server.Log.Segments;

/// <summary>The real disk.</summary>
internal static class Disk
{
    /// <exception cref="IOException">It has no room, or cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(file, bytes, offset);
        }
        catch (ArgumentOutOfRangeException error) when (offset >= 0)
        {
            // The base library takes EFBIG for a mistake of the caller's: the file may grow no more, by ulimit -f for example.
            throw new IOException("File too large", error);
        }
    }
}
