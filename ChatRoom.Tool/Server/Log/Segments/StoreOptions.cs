using ChatRoom.Files;
using Microsoft.Win32.SafeHandles;

namespace ChatRoom.Server.Log.Segments;

/// <summary>Writes all the bytes at an offset of a file, or throws an expected <see cref="FileFailure"/>.</summary>
internal delegate void WriteBytes(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset);

/// <summary>How much of each room's log is kept on disk, and the size of its files. Never changes.</summary>
internal sealed record StoreOptions
{
    private const long SmallestSegment = 64 << 10;

    /// <summary>Bytes of each room's log that are kept; beyond that, the oldest segments are deleted. null: no limit.</summary>
    public long? Keep { get; init; }

    /// <summary>The age of the oldest events that are kept; whole segments of older ones are deleted. null: no limit.</summary>
    public TimeSpan? KeepFor { get; init; }

    /// <summary>
    /// Bytes of one segment, by default 64 MiB. A restart reads one segment, and deletion removes whole ones. See
    /// <see cref="EffectiveSegmentBytes"/>.
    /// </summary>
    public long SegmentBytes { get; init; } = 64 << 20;

    /// <summary>Writes the bytes of a batch; by default to the real disk.</summary>
    public WriteBytes Write { get; init; } = Disk.Write;

    /// <summary>Brings a file's bytes to the disk itself; by default the real one.</summary>
    public Action<SafeFileHandle> Flush { get; init; } = RandomAccess.FlushToDisk;

    /// <summary>Bytes after which a segment ends: an eighth of <see cref="Keep"/> if that is less, and at least 64 KiB.</summary>
    public long EffectiveSegmentBytes => Math.Max(SmallestSegment, Math.Min(SegmentBytes, (Keep ?? long.MaxValue) / 8));

    /// <summary>Milliseconds after which a segment ends even if it is small, so that old events can be deleted in time.</summary>
    public long MaxSegmentAge => (long)(KeepFor?.TotalMilliseconds / 8 ?? long.MaxValue);
}
