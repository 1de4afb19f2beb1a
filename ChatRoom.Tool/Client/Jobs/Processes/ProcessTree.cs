using System.Globalization;
using ChatRoom.Files;
using ChatRoom.Native.Processes;

namespace ChatRoom.Client.Jobs.Processes;

/// <summary>A process on Linux and its descendants.</summary>
internal static class ProcessTree
{
    public static void Terminate(int root) => IdsOf(root).ForEach(id => Posix.Send(id, Posix.Terminate));

    public static void Kill(int root)
    {
        // A stopped process starts no other while we list them.
        IdsOf(root).ForEach(id => Posix.Send(id, Posix.Stop));
        IdsOf(root).ForEach(id => Posix.Send(id, Posix.Kill));
    }

    /// <summary>Reaps the orphans of our children if we are the first process, as in a container.</summary>
    public static void ReapOrphans()
    {
        const int first = 1;
        if (Environment.ProcessId == first)
        {
            ChildProcesses.ReapOthers([.. Processes().Where(process => process.Parent == first).Select(process => process.Id)]);
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
        if (!Directory.Exists(processes))
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
            // The format is ID (NAME) STATE PARENT; the name may contain spaces and parentheses.
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
