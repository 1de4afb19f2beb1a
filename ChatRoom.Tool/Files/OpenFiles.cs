using System.Globalization;

namespace ChatRoom.Files;

/// <summary>
/// The number of files that this process may open, connections included. Ask before opening many: the runtime opens files too, so
/// a process that has none left can fail anywhere. Any thread.
/// </summary>
internal static class OpenFiles
{
    /// <summary>
    /// The files that the runtime has open, and those that it will open. Each new thread needs two, and if it cannot open them, the
    /// process ends.
    /// </summary>
    public static readonly int Reserve = 96 + (2 * Environment.ProcessorCount);

    /// <summary>The most connections that leave the runtime its reserve. No limit if the system reports none.</summary>
    public static int MaxConnections => Limit() is { } limit ? (int)Math.Clamp(limit - Reserve, 0, int.MaxValue) : int.MaxValue;

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
