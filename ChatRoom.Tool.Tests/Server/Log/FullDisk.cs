using ChatRoom.Server.Log.Segments;
using Microsoft.Win32.SafeHandles;

namespace ChatRoom.Tests.Server.Log;

/// <summary>A disk that is full after <see cref="Free"/> more bytes.</summary>
internal sealed class FullDisk
{
    public StoreOptions Options => new() { SegmentBytes = 1, Write = Write };

    public long Free { get; set; } = long.MaxValue;

    private void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        var fits = (int)Math.Min(bytes.Length, Free);
        RandomAccess.Write(file, bytes[..fits], offset);
        Free -= fits;
        if (fits < bytes.Length)
        {
            throw new IOException("No space left on device : '/somewhere'");
        }
    }
}
