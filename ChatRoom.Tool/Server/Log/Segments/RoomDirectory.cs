using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Log.Segments;

/// <summary>
/// The directory of a room's segments: <c>room-NAME</c> with the name in lower case. Each character except for
/// <c>a-z 0-9 _ -</c> is written <c>%hh</c>, so that every file system takes it and no two rooms share one.
/// </summary>
internal sealed class RoomDirectory(string dataFolder, Nickname room)
{
    /// <summary>The suffix of a segment while it is being written.</summary>
    private const string Unfinished = ".new";

    private const string Prefix = "room-";

    public Nickname Room { get; } = room;

    public string Path { get; } = System.IO.Path.Combine(dataFolder, NameOf(room));

    /// <summary>The data directory.</summary>
    public string Parent { get; } = dataFolder;

    public static string NameOf(Nickname room)
    {
        var name = new StringBuilder(Prefix);
        foreach (var character in room.ToString().ToLowerInvariant())
        {
            _ = char.IsAsciiLetterOrDigit(character) || character is '_' or '-'
                ? name.Append(character)
                : name.Append(CultureInfo.InvariantCulture, $"%{(int)character:x2}");
        }

        return name.ToString();
    }

    public static bool TryParseName(string name, [NotNullWhen(true)] out Nickname? room)
    {
        room = null;
        return name.StartsWith(Prefix, StringComparison.Ordinal)
            && Nickname.TryParse(Uri.UnescapeDataString(name[Prefix.Length..]), out room)
            && NameOf(room) == name;
    }

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

    /// <summary>The room's segments, oldest first. Other files are reported and ignored.</summary>
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
