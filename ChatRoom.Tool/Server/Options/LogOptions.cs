namespace ChatRoom.Server.Options;

/// <summary>Where and how a server keeps its log on disk.</summary>
internal sealed record LogOptions
{
    /// <summary>The folder; it is made where it is not there, and belongs to one server at a time.</summary>
    public required string Folder { get; init; }

    /// <summary>Where it keeps who may not come in.</summary>
    public string BansPath => Path.Combine(Folder, "bans");

    /// <summary>Where it keeps who may not speak.</summary>
    public string MutesPath => Path.Combine(Folder, "mutes");

    /// <summary>Where it keeps whose topic only operators may set.</summary>
    public string LocksPath => Path.Combine(Folder, "locks");

    /// <summary>Nobody's line is acknowledged before it is on the disk itself; otherwise the system writes it there in its time.</summary>
    public bool SyncsAlways { get; init; }

    /// <summary>How long at most what was written may stay with the system alone: what a power cut can take.</summary>
    public TimeSpan SyncInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Bytes of each room's log that are kept; the oldest go first.</summary>
    public long Keep { get; init; } = 1L << 30;

    /// <summary>How old what is kept may become; null for as old as there is room.</summary>
    public TimeSpan? KeepFor { get; init; }
}
