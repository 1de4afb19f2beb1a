using System.Globalization;

namespace ChatRoom.Server.Log.JetStream;

/// <summary>
/// The last four parts of a chunk's subject: <c>POSITION.CHECKSUM.INDEX.COUNT</c>. Chunks of the same position and
/// checksum are of the same snapshot, no matter which server stored them, because servers in step have the same state.
/// </summary>
/// <param name="Position">The sequence of the last batch in the snapshot.</param>
/// <param name="Checksum">CRC-32C of the whole snapshot, as 8 lower-case hex digits in the subject.</param>
/// <param name="Index">0 for the first chunk.</param>
/// <param name="Count">The number of chunks of the snapshot.</param>
internal readonly record struct SnapshotChunk(long Position, uint Checksum, int Index, int Count)
{
    private const int Parts = 4;

    public static bool TryParse(string subject, out SnapshotChunk chunk)
    {
        var parts = subject.Split('.');
        chunk = default;
        if (parts.Length < Parts
            || !long.TryParse(parts[^4], NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            || !uint.TryParse(parts[^3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var checksum)
            || !int.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            || !int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        chunk = new SnapshotChunk(position, checksum, index, count);
        return index < count;
    }
}
