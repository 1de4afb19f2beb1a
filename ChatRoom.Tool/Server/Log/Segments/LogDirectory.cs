namespace ChatRoom.Server.Log.Segments;

/// <summary>The directory of one log's segments, in the data directory.</summary>
internal class LogDirectory(string dataFolder, string name)
{
    /// <summary>The suffix of a segment while it is being written.</summary>
    private const string Unfinished = ".new";

    public string Path { get; } = System.IO.Path.Combine(dataFolder, name);

    /// <summary>The data directory.</summary>
    public string Parent { get; } = dataFolder;

    /// <summary>Creates a folder for this user alone, with the missing folders above it.</summary>
    public static void MakePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        // The base library would set the mode of the last folder only.
        if (System.IO.Path.GetDirectoryName(path) is { } above && !Directory.Exists(above))
        {
            MakePrivate(above);
        }

        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string PathOf(long firstId) => System.IO.Path.Combine(Path, SegmentFile.NameOf(firstId));

    public static string UnfinishedPathOf(string path) => path + Unfinished;

    /// <summary>The log's segments, oldest first. Other files are reported and ignored.</summary>
    public List<SegmentFile> Segments(DamageReports reports)
    {
        var segments = new List<SegmentFile>();
        if (!Directory.Exists(Path))
        {
            return segments;
        }

        foreach (var entry in new DirectoryInfo(Path).EnumerateFileSystemInfos())
        {
            if (entry is FileInfo file && SegmentFile.TryParseName(file.Name, out var firstId))
            {
                segments.Add(new SegmentFile(file.FullName, firstId, file.Length));
            }
            else if (!entry.Name.EndsWith(Unfinished, StringComparison.Ordinal))
            {
                // An unfinished segment is replaced by the next one that is written.
                reports.Report(entry.FullName, 0, $"{entry.FullName} is not part of the log and is ignored");
            }
        }

        segments.Sort((left, right) => left.FirstId.CompareTo(right.FirstId));
        return segments;
    }
}
