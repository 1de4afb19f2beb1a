using Microsoft.Win32.SafeHandles;

namespace ChatRoom.Server.Options;

/// <summary>The directory of a server's log on disk, and the rules for keeping it. Never changes.</summary>
internal sealed record LogOptions
{
    /// <summary>The data directory, which is created if it is missing. One server uses it at a time.</summary>
    public required string Folder { get; init; }

    /// <summary>The file of bans.</summary>
    public string BansPath => Path.Combine(Folder, "bans");

    /// <summary>The file of mutes.</summary>
    public string MutesPath => Path.Combine(Folder, "mutes");

    /// <summary>The file of rooms whose topic only operators may set.</summary>
    public string LocksPath => Path.Combine(Folder, "locks");

    /// <summary>
    /// Acknowledges a line only after an fsync; default: no. Without it, a power cut can take acknowledged lines of the
    /// last <see cref="SyncInterval"/>; with it, acknowledgements wait for the disk.
    /// </summary>
    public bool SyncsAlways { get; init; }

    /// <summary>The time between two fsyncs; default: 1 s. A longer one lets a power cut take more, a shorter one costs disk time.</summary>
    public TimeSpan SyncInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Brings a file's bytes to the disk itself; default: the real one. It may take long.</summary>
    public Action<SafeFileHandle> Flush { get; init; } = RandomAccess.FlushToDisk;

    /// <summary>Bytes of each room's log that are kept, at least 1 MiB; default: 1 GiB. The oldest events are deleted first.</summary>
    public long Keep { get; init; } = 1L << 30;

    /// <summary>The age of the oldest events that are kept; default: null, no limit. A wrong clock delays the deletion.</summary>
    public TimeSpan? KeepFor { get; init; }
}
