using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Log.Segments;

/// <summary>
/// Where a room's segments lie: <c>room-NAME</c>, the name in lower case, each character but
/// <c>a-z 0-9 _ -</c> as <c>%hh</c>, so that every file system can hold it and no two rooms share one.
/// </summary>
internal sealed class RoomDirectory(string dataFolder, Nickname room)
{
    /// <summary>What a segment is called while it is made.</summary>
    private const string Unfinished = ".new";

    private const string Prefix = "room-";

    public Nickname Room { get; } = room;

    public string Path { get; } = System.IO.Path.Combine(dataFolder, NameOf(room));

    /// <summary>The folder that holds it.</summary>
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

    /// <summary>Makes a folder, whose files only this user can reach, and those above it that are not there.</summary>
    public static void MakePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        // By itself, the base library would give the mode to the last one alone.
        if (System.IO.Path.GetDirectoryName(path) is { } above && !Directory.Exists(above))
        {
            MakePrivate(above);
        }

        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string PathOf(long firstId) => System.IO.Path.Combine(Path, Segment.NameOf(firstId));

    public static string UnfinishedPathOf(string path) => path + Unfinished;

    /// <summary>The room's segments, oldest first. What else lies there is told and left alone.</summary>
    public List<Segment> Segments(DamageReports reports)
    {
        var segments = new List<Segment>();
        if (!Directory.Exists(Path))
        {
            return segments;
        }

        foreach (var entry in new DirectoryInfo(Path).EnumerateFileSystemInfos())
        {
            if (entry is FileInfo file && Segment.TryParseName(file.Name, out var firstId))
            {
                segments.Add(new Segment(file.FullName, firstId, file.Length));
            }
            else if (!entry.Name.EndsWith(Unfinished, StringComparison.Ordinal))
            {
                // The next segment that is made takes the place of an unfinished one.
                reports.Tell(entry.FullName, 0, $"{entry.FullName} is no part of the log and is left alone");
            }
        }

        segments.Sort((left, right) => left.FirstId.CompareTo(right.FirstId));
        return segments;
    }
}
