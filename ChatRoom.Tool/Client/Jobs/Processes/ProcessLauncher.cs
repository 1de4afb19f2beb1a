using System.ComponentModel;
using System.Diagnostics;
using ChatRoom.Client.Options;
using ChatRoom.Native.Processes;

namespace ChatRoom.Client.Jobs.Processes;

/// <summary>Finds and starts programs with the base library, on systems other than Linux.</summary>
internal sealed class ProcessLauncher(string path, IReadOnlyList<string> words) : Launcher
{
    /// <summary>The search path of execvp(3) if there is no PATH.</summary>
    private const string DefaultPath = "/bin:/usr/bin";

    public static (Launcher? Launcher, bool Exists) Find(IReadOnlyList<string> words)
    {
        var existing = Candidates(words[0]).Where(path => File.Exists(path) || Directory.Exists(path)).ToArray();

        // The runtime would first look for a relative path in the directory of our own program.
        return Array.Find(existing, IsExecutable) is { } found
            ? (new ProcessLauncher(Path.GetFullPath(found), words), true)
            : (null, existing.Length > 0);
    }

    public override (ChildProcess? Child, Failure? Failure) Start(PipedStreams piped, IReadOnlyCollection<(string Name, string? Value)> variables)
    {
        var start = new ProcessStartInfo(path, words.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = piped.HasFlag(PipedStreams.Input),
            RedirectStandardOutput = piped.HasFlag(PipedStreams.Output),
            RedirectStandardError = piped.HasFlag(PipedStreams.Errors),
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        if (!OperatingSystem.IsWindows())
        {
            Posix.ResetSigPipeInChildren();
        }

        try
        {
            return (new StartedChild(Process.Start(start)!), null);
        }
        catch (Win32Exception error)
        {
            return (null, new Failure(Outcome.CommandNotExecutable, error.Message));
        }
    }

    private static IEnumerable<string> Candidates(string word)
    {
        if (word.Length == 0)
        {
            return [];
        }

        var folders = word.AsSpan().ContainsAny(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar)
            ? [""]
            : (Environment.GetEnvironmentVariable("PATH") ?? DefaultPath).Split(Path.PathSeparator);
        return from folder in folders
               from ending in Endings()
               select Path.Combine(folder, word + ending);
    }

    private static string[] Endings() =>
        OperatingSystem.IsWindows() ? ["", .. (Environment.GetEnvironmentVariable("PATHEXT") ?? ".EXE").Split(';')] : [""];

    private static bool IsExecutable(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() ? Path.HasExtension(path) : Posix.MayExecute(Posix.PathBytes(path)));
}
