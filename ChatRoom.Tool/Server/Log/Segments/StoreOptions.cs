using ChatRoom.Files;
using Microsoft.Win32.SafeHandles;

namespace ChatRoom.Server.Log.Segments;

/// <summary>Writes all the bytes at a place in a file, or throws an expected <see cref="FileFailure"/>.</summary>
internal delegate void WriteBytes(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset);

/// <summary>How much of a room's log is kept on disk, and in what pieces.</summary>
internal sealed record StoreOptions
{
    private const long SmallestSegment = 64 << 10;

    /// <summary>Bytes of each room's log; whole old segments beyond are deleted. Null keeps everything.</summary>
    public long? Keep { get; init; }

    /// <summary>How old events may become; whole segments of older ones are deleted. Null keeps them for ever.</summary>
    public TimeSpan? KeepFor { get; init; }

    /// <summary>
    /// Bytes of one segment: a restart reads one, and what is deleted is deleted by the segment. Where
    /// <see cref="Keep"/> is small, segments are an eighth of it; the least is 64 KiB.
    /// </summary>
    public long SegmentBytes { get; init; } = 64 << 20;

    /// <summary>How long after its last record a session is remembered, so that what it sends again is not said again.</summary>
    public TimeSpan SessionsFor { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Writes a batch; a disk that is full is made of another one.</summary>
    public WriteBytes Write { get; init; } = Disk.Write;

    /// <summary>Where a segment ends, in bytes.</summary>
    public long SegmentEnd => Math.Max(SmallestSegment, Math.Min(SegmentBytes, (Keep ?? long.MaxValue) / 8));

    /// <summary>Milliseconds after which a segment ends however small it is, so that its age can be told from its neighbours'.</summary>
    public long SegmentAge => (long)(KeepFor?.TotalMilliseconds / 8 ?? long.MaxValue);
}
