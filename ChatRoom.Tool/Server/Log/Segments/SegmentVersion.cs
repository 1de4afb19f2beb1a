using System.Text;
using ChatRoom.Server.Log.Records;

namespace ChatRoom.Server.Log.Segments;

/// <summary>The version that the first line of a segment begins with, such as <c>log/2</c>.</summary>
internal static class SegmentVersion
{
    /// <summary>Whether the segment is of a version that this program does not know. Takes a disk's time.</summary>
    /// <param name="family">The version up to its number.</param>
    /// <param name="newest">The newest number that is known; all before it are known as well.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static bool IsNewer(SegmentFile segmentFile, string family, int newest)
    {
        using var file = segmentFile.OpenToRead();
        var scan = new LineScan(file, 0, segmentFile.Length, new byte[Math.Min(segmentFile.Length, LogRecord.MaxEncoded)]);
        return scan.TryNext(out var line)
            && Checksum.Matches(line)
            && Encoding.UTF8.GetString(line).Split(' ', 4) is [_, _, var word, ..]
            && word.StartsWith(family, StringComparison.Ordinal)
            && !(int.TryParse(word.AsSpan(family.Length), out var number) && number <= newest);
    }
}
