using System.Globalization;

namespace ChatRoom.Files;

/// <summary>
/// How many files this process may open, connections included. To be asked before: a process that has run
/// out of them can fail in any place, because the runtime needs some as well.
/// </summary>
internal static class OpenFiles
{
    /// <summary>
    /// What the runtime itself has open, and some for what it opens meanwhile: each new thread takes two, and
    /// one that cannot get them ends the process.
    /// </summary>
    public static readonly int Reserve = 96 + (2 * Environment.ProcessorCount);

    /// <summary>Connections that leave the runtime what it needs; as many as you like on a system that does not say.</summary>
    public static int MostConnections => Limit() is { } limit ? (int)Math.Clamp(limit - Reserve, 0, int.MaxValue) : int.MaxValue;

    private static long? Limit()
    {
        const string line = "Max open files";
        const string limits = "/proc/self/limits";
        if (!File.Exists(limits))
        {
            return null;
        }

        var fields = File.ReadLines(limits)
            .FirstOrDefault(text => text.StartsWith(line, StringComparison.Ordinal))?[line.Length..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields is [var soft, ..] && long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }
}
