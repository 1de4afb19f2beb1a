using System.Globalization;

namespace ChatRoom.Client.Benchmark;

/// <summary>
/// How many files this process may open, connections included. To be asked before: a process that has run
/// out of them can fail in any place, because the runtime needs some as well.
/// </summary>
internal static class OpenFiles
{
    /// <summary>What the runtime itself has open, and some for what it opens meanwhile.</summary>
    private const int Reserve = 80;

    /// <summary>False where so many connections are known to be too many; a system that does not say is asked by trying.</summary>
    public static bool AllowFor(int connections) => Limit() is not { } limit || connections + Reserve <= limit;

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
