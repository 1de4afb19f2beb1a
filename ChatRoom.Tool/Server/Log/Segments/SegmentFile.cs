using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace ChatRoom.Server.Log.Segments;

/// <summary>One file of a log. The newest grows; the others do not change until they are deleted.</summary>
internal sealed class SegmentFile(string path, long firstId, long length)
{
    private const string Extension = ".log";
    private const int Digits = 20;

    private long _length = length;
    private long _firstTime = -1;

    public string Path { get; } = path;

    /// <summary>The first id that it may hold, which is its name.</summary>
    public long FirstId { get; } = firstId;

    /// <summary>Committed bytes. Set by the log's writer; any thread reads it.</summary>
    public long Length
    {
        get => Volatile.Read(ref _length);
        set => Volatile.Write(ref _length, value);
    }

    /// <summary>The time at which it begins, in Unix milliseconds: none of its events is earlier. -1: not read yet. Any thread.</summary>
    public long FirstTime
    {
        get => Volatile.Read(ref _firstTime);
        set => Volatile.Write(ref _firstTime, value);
    }

    /// <summary>Bytes that are synced to the disk; -1: unknown. Set by the log's own thread.</summary>
    public long SyncedLength { get; set; } = -1;

    /// <summary>Whether the disk has all committed bytes.</summary>
    public bool IsSynced => SyncedLength == Length;

    /// <summary>
    /// False if somebody has removed the file, or has put an older copy in its place. Writes then go to a file that has no
    /// name.
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

    /// <summary>Opens it so that others can still write and delete it.</summary>
    public SafeFileHandle OpenToRead() =>
        File.OpenHandle(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Brings the committed bytes to the disk. A file that was deleted meanwhile has nothing left to sync.</summary>
    /// <param name="flush">Takes a disk's time.</param>
    /// <exception cref="IOException">The disk refuses it.</exception>
    public void Flush(Action<SafeFileHandle> flush)
    {
        var length = Length;
        try
        {
            using var file = File.OpenHandle(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            flush(file);
            SyncedLength = length;
        }
        catch (FileNotFoundException)
        {
            // Deleted: see above.
        }
    }

    public static string NameOf(long firstId) => firstId.ToString($"D{Digits}", CultureInfo.InvariantCulture) + Extension;

    /// <summary>False for a name that is not a segment's, or whose id no log can reach.</summary>
    public static bool TryParseName(string name, out long firstId)
    {
        firstId = 0;
        return name.Length == Digits + Extension.Length
            && name.EndsWith(Extension, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(0, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out firstId)
            && firstId is > 0 and < 1_000_000_000_000_000_000;
    }
}
