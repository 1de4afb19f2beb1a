using System.Text.RegularExpressions;

namespace ChatRoom.Tests.Architecture;

/// <summary>
/// The folders of ChatRoom.Tool, and which of them use types of which others, read from the sources. A namespace is named like its
/// folder. A file uses a folder if it imports its namespace, writes its full name, or names a type of a folder above its own.
/// </summary>
internal sealed partial class FolderGraph
{
    public const string Top = "ChatRoom.Tool";

    private readonly SortedDictionary<string, SortedSet<string>> _edges = new(StringComparer.Ordinal);

    private FolderGraph(IEnumerable<SourceFile> files)
    {
        foreach (var folder in files.GroupBy(file => file.Folder))
        {
            _edges[folder.Key] = new SortedSet<string>(StringComparer.Ordinal);
            Types[folder.Key] = [.. folder.SelectMany(file => Declaration().Matches(file.Code)).Select(found => found.Groups["name"].Value)];
        }
    }

    /// <summary>Each folder, and the folders that it uses.</summary>
    public IReadOnlyDictionary<string, SortedSet<string>> Edges => _edges;

    private Dictionary<string, HashSet<string>> Types { get; } = [];

    public static FolderGraph Read(string sources)
    {
        var files = Files(sources).Select(file => new SourceFile(FolderOf(sources, file), CodeOf(file))).ToArray();
        var graph = new FolderGraph(files);
        foreach (var file in files)
        {
            graph.Add(file);
        }

        return graph;
    }

    /// <summary>The folders of one circle, in order; empty: there is none.</summary>
    public IReadOnlyList<string> FindCircle()
    {
        var done = new HashSet<string>();
        return _edges.Keys.Select(folder => FindCircle(folder, [], done)).FirstOrDefault(found => found.Count > 0) ?? [];
    }

    public static IEnumerable<string> Files(string sources) =>
        Directory.GetFiles(sources, "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetRelativePath(sources, file).Replace('\\', '/') is var path
                && !path.StartsWith("obj/", StringComparison.Ordinal) && !path.StartsWith("bin/", StringComparison.Ordinal));

    public static string FolderOf(string sources, string file) =>
        Path.GetDirectoryName(Path.GetRelativePath(sources, file))!.Replace('\\', '/') is { Length: > 0 } folder ? folder : Top;

    /// <summary>A file without its comments and strings.</summary>
    private static string CodeOf(string file) => CommentOrString().Replace(File.ReadAllText(file), "");

    private void Add(SourceFile file)
    {
        var used = FullName().Matches(file.Code).Select(found => FolderNamed(found.Groups["name"].Value.Split('.')));
        var names = Name().Matches(file.Code).Select(found => found.Value).ToHashSet();
        var above = Above(file.Folder).Where(folder => Types.TryGetValue(folder, out var types) && types.Overlaps(names));
        _edges[file.Folder].UnionWith(used.Concat(above).OfType<string>().Where(folder => folder != file.Folder));
    }

    /// <summary>The folder of a namespace, or of a type in it; null: it is the namespace of no file.</summary>
    private string? FolderNamed(string[] name) =>
        Enumerable.Range(0, name.Length).Select(cut => string.Join('/', name[..^cut])).FirstOrDefault(_edges.ContainsKey);

    /// <summary>The folders whose types a file in this folder can name without a <c>using</c>.</summary>
    private static IEnumerable<string> Above(string folder)
    {
        for (var cut = folder.LastIndexOf('/'); cut > 0; cut = folder.LastIndexOf('/'))
        {
            folder = folder[..cut];
            yield return folder;
        }
    }

    private IReadOnlyList<string> FindCircle(string folder, List<string> path, HashSet<string> done)
    {
        if (path.IndexOf(folder) is >= 0 and var start)
        {
            return [.. path[start..], folder];
        }

        if (done.Contains(folder))
        {
            return [];
        }

        path.Add(folder);
        foreach (var other in _edges[folder])
        {
            if (FindCircle(other, path, done) is { Count: > 0 } circle)
            {
                return circle;
            }
        }

        path.RemoveAt(path.Count - 1);
        done.Add(folder);
        return [];
    }

    [GeneratedRegex("""//.*$|\$?@?"(?:[^"\\\n]|\\.)*"(u8)?|'(?:[^'\\]|\\.)'""", RegexOptions.Multiline)]
    private static partial Regex CommentOrString();

    [GeneratedRegex(@"\bChatRoom\.(?<name>\w+(?:\.\w+)*)")]
    private static partial Regex FullName();

    [GeneratedRegex(@"^(?:internal|public) .*?\b(?:class|struct|record|interface|enum|delegate\s+[\w<>?\[\],]+)\s+(?<name>[A-Z]\w*)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    /// <summary>A word that may be a type's name: not a member, not assigned to, and not a declared property.</summary>
    [GeneratedRegex(@"(?<!\.)\b[A-Z]\w*\b(?!\s*=[^=>]|\s\{ get)")]
    private static partial Regex Name();

    private readonly record struct SourceFile(string Folder, string Code);
}
