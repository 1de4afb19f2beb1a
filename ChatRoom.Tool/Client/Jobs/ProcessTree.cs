using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using ChatRoom.Files;

namespace ChatRoom.Client.Jobs;

/// <summary>
/// A process and those that it started. A shell that is asked to end leaves its commands behind, which keep
/// its output open, so all of them are asked. Where the system does not list processes, the first alone is.
/// </summary>
internal static class ProcessTree
{
    /// <summary>Asks all of them to end; on Windows, where nothing can be asked, ends them.</summary>
    public static void Terminate(Process root)
    {
        if (OperatingSystem.IsWindows())
        {
            Kill(root);
            return;
        }

        foreach (var id in IdsOf(root.Id))
        {
            Posix.Send(id, Posix.Terminate);
        }
    }

    /// <summary>Ends all of them that may be ended: one that runs as somebody else stays.</summary>
    public static void Kill(Process root)
    {
        try
        {
            root.Kill(entireProcessTree: true);
        }
        catch (Exception denied) when (denied is Win32Exception or AggregateException)
        {
            // Whoever waits for its end goes on waiting.
        }
    }

    private static List<int> IdsOf(int root)
    {
        var children = Processes().ToLookup(process => process.Parent, process => process.Id);
        List<int> found = [root];
        for (var i = 0; i < found.Count; i++)
        {
            found.AddRange(children[found[i]]);
        }

        return found;
    }

    private static IEnumerable<(int Id, int Parent)> Processes()
    {
        const string processes = "/proc";
        if (!OperatingSystem.IsLinux())
        {
            yield break;
        }

        foreach (var folder in Directory.EnumerateDirectories(processes))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && ParentOf(folder) is { } parent)
            {
                yield return (id, parent);
            }
        }
    }

    private static int? ParentOf(string folder)
    {
        try
        {
            // ID (NAME) STATE PARENT, where the name may hold spaces and parentheses.
            var status = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = status[(status.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return int.Parse(fields[1], CultureInfo.InvariantCulture);
        }
        catch (Exception gone) when (FileFailure.IsExpected(gone))
        {
            return null;
        }
    }
}
