using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace ChatRoom.Server.Log.Segments;

/// <summary>One file of a room's log. The newest grows; the others stay as they are until they are deleted.</summary>
internal sealed class Segment(string path, long firstId, long length)
{
    private const string Extension = ".log";
    private const int Digits = 20;

    private long _length = length;
    private long _firstTime = -1;

    public string Path { get; } = path;

    /// <summary>The first event that it may hold; its name says so.</summary>
    public long FirstId { get; } = firstId;

    /// <summary>Bytes that are committed. Set under the room's lock, read without.</summary>
    public long Length
    {
        get => Volatile.Read(ref _length);
        set => Volatile.Write(ref _length, value);
    }

    /// <summary>No event before this segment is later, none in it is earlier, in Unix milliseconds; -1 until somebody looked.</summary>
    public long FirstTime
    {
        get => Volatile.Read(ref _firstTime);
        set => Volatile.Write(ref _firstTime, value);
    }

    /// <summary>Bytes that are on the disk for sure; -1 where nobody knows. Used by the sync alone.</summary>
    public long SyncedLength { get; set; } = -1;

    /// <summary>
    /// False if somebody has removed the file, or has put an older copy in its place: then what is written goes to a file that
    /// nobody will find.
    /// </summary>
    public bool IsWhole
    {
        get
        {
            var committed = Length;
            var file = new FileInfo(Path);
            return file.Exists ? file.Length >= committed : Directory.Exists(Path);
        }
    }

    /// <summary>Who reads keeps nobody from writing or deleting.</summary>
    public SafeFileHandle OpenToRead() =>
        File.OpenHandle(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    public static string NameOf(long firstId) => firstId.ToString($"D{Digits}", CultureInfo.InvariantCulture) + Extension;

    /// <summary>False for a name that is not a segment's, or whose ids are beyond all that a log can come to.</summary>
    public static bool TryParseName(string name, out long firstId)
    {
        firstId = 0;
        return name.Length == Digits + Extension.Length
            && name.EndsWith(Extension, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(0, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out firstId)
            && firstId is > 0 and < 1_000_000_000_000_000_000;
    }
}
