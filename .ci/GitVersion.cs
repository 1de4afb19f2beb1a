// An MSBuild task that the build compiles and runs itself (see Directory.Build.targets).
// It computes what Nerdbank.GitVersioning computes from the same version.json, for a build without that package.

using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

public class GitVersion : Task
{
    // Every other field of the format could change the version in a way that is not computed here.
    private static readonly string[] KnownFields = { "$schema", "version", "publicReleaseRefSpec" };

    // Git's output is read byte by byte: sizes count bytes, and all that matters in it is ASCII.
    private static readonly Encoding Bytes = Encoding.GetEncoding("iso-8859-1");

    [Required]
    public string VersionFile { get; set; }

    [Output]
    public string PackageVersion { get; set; }

    [Output]
    public string AssemblyVersion { get; set; }

    [Output]
    public string FileVersion { get; set; }

    [Output]
    public string InformationalVersion { get; set; }

    public override bool Execute()
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(VersionFile));
        string version;
        try
        {
            version = ReadStrictly(File.ReadAllText(VersionFile));
            List<Commit> commits = ReadHistory(folder, Path.GetFileName(VersionFile));
            bool ownRepository = Directory.Exists(Path.Combine(folder, ".git")) || File.Exists(Path.Combine(folder, ".git"));
            if (commits.Count == 0 || (commits[0].VersionFile == null && !ownRepository))
            {
                // No git, no commit, or an unpacked archive inside of somebody else's repository.
                SetVersions(version, 0, ownRepository ? ".0.0" : "", "");
                return true;
            }

            int height = version == ReadStrictly(commits[0].VersionFile) ? Height(commits, version) : 0;
            if (height < 0)
            {
                Log.LogMessage(MessageImportance.High, "This shallow clone lacks the commit that set the version: the last number of the version is 0.");
                height = 0;
            }

            string head = commits[0].Id;
            int revision = Math.Min(Convert.ToInt32(head.Substring(0, 4), 16), 0xfffe);
            SetVersions(version, height, "." + height + "." + revision, "+" + head.Substring(0, 10));
            return true;
        }
        catch (FormatException problem)
        {
            Log.LogError("{0}: {1} (-p:NerdbankGitVersioning=true builds with the package that knows the whole format.)", VersionFile, problem.Message);
            return false;
        }
    }

    private void SetVersions(string version, int height, string fileSuffix, string commitSuffix)
    {
        PackageVersion = version + "." + height;
        AssemblyVersion = version + ".0.0";
        FileVersion = version + fileSuffix;
        InformationalVersion = PackageVersion + commitSuffix;
    }

    // The longest path, through any parents, of commits that have this version; -1 if a shallow clone cuts it.
    private static int Height(List<Commit> commits, string version)
    {
        var heights = new Dictionary<string, int>();
        var matches = new Dictionary<string, bool>();
        foreach (Commit commit in Enumerable.Reverse(commits))
        {
            string file = commit.VersionFile ?? "";
            if (!matches.TryGetValue(file, out bool match))
            {
                matches[file] = match = HasVersion(file, version);
            }

            int height = 0;
            if (match)
            {
                int[] parents = commit.Parents.Select(id => heights.TryGetValue(id, out int parent) ? parent : -1).ToArray();
                height = parents.Contains(-1) ? -1 : 1 + parents.DefaultIfEmpty().Max();
            }

            heights[commit.Id] = height;
        }

        return heights[commits[0].Id];
    }

    // A prerelease tag that came or went does not start a new count.
    private static bool HasVersion(string file, string version)
    {
        Dictionary<string, string> fields = Parse(file);
        if (fields == null || !fields.TryGetValue("version", out string value))
        {
            return false;
        }

        if (fields.ContainsKey("pathFilters") || fields.ContainsKey("inherit"))
        {
            throw new FormatException("an earlier commit of it has pathFilters or inherit, which the build does not know.");
        }

        return value.IndexOf('{') < 0 && value.TrimStart('v').Split('-', '+')[0] == version;
    }

    private static string ReadStrictly(string file)
    {
        if (file == null)
        {
            return null;
        }

        Dictionary<string, string> fields = Parse(file) ?? throw new FormatException("it is not valid JSON.");
        string unknown = fields.Keys.FirstOrDefault(field => !KnownFields.Contains(field, StringComparer.OrdinalIgnoreCase));
        if (unknown != null)
        {
            throw new FormatException("\"" + unknown + "\" is a field that the build does not know.");
        }

        fields.TryGetValue("version", out string version);
        if (version == null || !Regex.IsMatch(version, @"^(0|[1-9][0-9]{0,3})\.(0|[1-9][0-9]{0,3})\z"))
        {
            throw new FormatException("the version is \"" + version + "\", but the build knows only \"major.minor\".");
        }

        return version;
    }

    private static Dictionary<string, string> Parse(string json)
    {
        // The format allows comments and a comma after the last item; the parser does not.
        json = Regex.Replace(json, @"(""(?:\\.|[^""\\])*"")|//[^\n]*|/\*[\s\S]*?\*/", "$1");
        json = Regex.Replace(json, @"(""(?:\\.|[^""\\])*"")|,(?=\s*[}\]])", "$1");
        int start = json.IndexOf('{');
        if (start < 0)
        {
            return null;
        }

        try
        {
            byte[] bytes = Encoding.UTF8.GetBytes(json.Substring(start));
            using (XmlReader reader = JsonReaderWriterFactory.CreateJsonReader(bytes, XmlDictionaryReaderQuotas.Max))
            {
                var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                foreach (XElement field in XElement.Load(reader).Elements())
                {
                    fields[field.Attribute("item")?.Value ?? field.Name.LocalName] = field.Value;
                }

                return fields;
            }
        }
        catch (XmlException)
        {
            return null;
        }
    }

    // Every commit that HEAD has, children before their parents, with its version file; two processes for all of them.
    private static List<Commit> ReadHistory(string folder, string fileName)
    {
        var commits = new List<Commit>();
        foreach (string text in Git(folder, "rev-list --topo-order --header HEAD", "").Split('\0'))
        {
            string[] lines = text.Split('\n');
            if (lines[0].Length > 0)
            {
                // These are the parents in the commit itself, which a shallow clone may lack.
                IEnumerable<string> parents = lines.Skip(1).TakeWhile(line => line.Length > 0)
                    .Where(line => line.StartsWith("parent ", StringComparison.Ordinal)).Select(line => line.Substring(7));
                commits.Add(new Commit { Id = lines[0], Parents = parents.ToArray() });
            }
        }

        if (commits.Count > 0)
        {
            string output = Git(folder, "cat-file --batch", string.Concat(commits.Select(commit => commit.Id + ":./" + fileName + "\n")));
            int position = 0;
            foreach (Commit commit in commits)
            {
                int end = output.IndexOf('\n', position);
                string[] header = output.Substring(position, end - position).Split(' ');
                position = end + 1;
                if (header.Length == 3 && header[1] == "blob")
                {
                    int size = int.Parse(header[2]);
                    commit.VersionFile = output.Substring(position, size);
                    position += size + 1;
                }
            }
        }

        return commits;
    }

    // What git writes; nothing if it is not there or fails.
    private static string Git(string folder, string arguments, string input)
    {
        // Reading history runs nothing of the repository's, so it does not matter who owns the folder (in a container, often another user).
        var start = new ProcessStartInfo("git", "-c safe.directory=* " + arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Bytes,
        };

        // A build that a git hook starts inherits these, and they may name another repository.
        start.EnvironmentVariables.Remove("GIT_DIR");
        start.EnvironmentVariables.Remove("GIT_WORK_TREE");
        try
        {
            using (Process process = Process.Start(start))
            {
                process.BeginErrorReadLine();
                var output = process.StandardOutput.ReadToEndAsync();
                try
                {
                    byte[] bytes = Bytes.GetBytes(input);
                    process.StandardInput.BaseStream.Write(bytes, 0, bytes.Length);
                    process.StandardInput.Close();
                }
                catch (IOException)
                {
                    // Git ended first; its exit code says why.
                }

                process.WaitForExit();
                return process.ExitCode == 0 ? output.Result : "";
            }
        }
        catch (Win32Exception)
        {
            return "";
        }
    }

    private sealed class Commit
    {
        public string Id;
        public string[] Parents;
        public string VersionFile;
    }
}
