using System.Diagnostics.CodeAnalysis;
using ChatRoom.Files;
using ChatRoom.Server.Log.Segments;

namespace ChatRoom.Server.Cluster;

/// <summary>
/// The folder <c>cluster</c> in the data directory: the newest snapshot of this server, from which it goes on after a restart. It also
/// tells to which cluster the directory belongs. One thread at a time.
/// </summary>
internal sealed class ClusterFolder(string dataFolder)
{
    private readonly string _folder = Path.Combine(dataFolder, "cluster");

    private string StatePath => Path.Combine(_folder, "state");

    /// <summary>Why a server alone may not use a data directory: the log there goes on at other servers. null: it may.</summary>
    public static string? WhyNotAlone(string dataFolder) => File.Exists(new ClusterFolder(dataFolder).StatePath)
        ? $"the data directory {dataFolder} belongs to a cluster: start the server with --cluster, or choose another directory with --data DIR"
        : null;

    /// <summary>Reads the snapshot. False, with one sentence: the file cannot be read.</summary>
    /// <param name="snapshot">null: there is none.</param>
    public bool TryRead(out ClusterSnapshot? snapshot, [NotNullWhen(false)] out string? whyNot)
    {
        (snapshot, whyNot) = (null, null);
        try
        {
            if (File.Exists(StatePath) && (snapshot = ClusterSnapshot.Decode(File.ReadAllBytes(StatePath))) is null)
            {
                whyNot = $"{StatePath} is damaged, or of a newer version; start with an empty --data, and the server gets everything from the cluster";
                return false;
            }

            return true;
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            whyNot = $"cannot read {StatePath}: {FileFailure.Reason(error)}";
            return false;
        }
    }

    /// <summary>Replaces the snapshot. Takes a disk's time. Returns null, or why that failed.</summary>
    public string? Write(ReadOnlySpan<byte> snapshot)
    {
        try
        {
            LogDirectory.MakePrivate(_folder);
            AtomicFile.Replace(StatePath, snapshot);
            return null;
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            return $"cannot write {StatePath}: {FileFailure.Reason(error)}; a restart of this server takes longer";
        }
    }
}
