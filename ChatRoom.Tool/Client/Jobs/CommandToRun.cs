using System.Diagnostics;
using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Jobs;

/// <summary>A command that exists and may be run, found as a shell finds it. No shell reads its words.</summary>
internal sealed class CommandToRun
{
    /// <summary>Characters of a command that are shown to the room.</summary>
    private const int MaxShown = 200;

    /// <summary>Where execvp(3) looks if there is no PATH.</summary>
    private const string WithoutPath = "/bin:/usr/bin";

    private readonly string _path;
    private readonly IReadOnlyList<string> _words;

    private CommandToRun(string path, IReadOnlyList<string> words)
    {
        _path = path;
        _words = words;
    }

    /// <summary>The program's name, as text for a room.</summary>
    public string Name => Shown(Path.GetFileName(_path));

    /// <summary>All words, as text for a room.</summary>
    public string Text => Shown(string.Join(' ', _words.Select(Quoted)));

    /// <summary>Finds the program of the first word, or says in one sentence why it cannot be run.</summary>
    public static (CommandToRun? Command, Failure? Failure) Find(IReadOnlyList<string> words)
    {
        var existing = Candidates(words[0]).Where(path => File.Exists(path) || Directory.Exists(path)).ToArray();
        if (Array.Find(existing, IsExecutable) is { } found)
        {
            // The runtime would look for a relative path beside our own program first.
            return (new CommandToRun(Path.GetFullPath(found), words), null);
        }

        return (null, existing.Length == 0
            ? new Failure(Outcome.CommandNotFound, $"the command '{Shown(words[0])}' was not found; check its name and PATH")
            : new Failure(Outcome.CommandNotExecutable, $"'{Shown(words[0])}' is not a program that may be run; check its permissions"));
    }

    /// <summary>What starts it; the streams are those of this process until something else is set.</summary>
    public ProcessStartInfo ToStart() => new(_path, _words.Skip(1)) { UseShellExecute = false };

    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be run after all.</exception>
    public static Process Start(ProcessStartInfo start)
    {
        if (!OperatingSystem.IsWindows())
        {
            Posix.LetPipesEndChildren();
        }

        return Process.Start(start)!;
    }

    private static IEnumerable<string> Candidates(string word)
    {
        if (word.Length == 0)
        {
            return [];
        }

        var folders = word.AsSpan().ContainsAny(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar)
            ? [""]
            : (Environment.GetEnvironmentVariable("PATH") ?? WithoutPath).Split(Path.PathSeparator);
        return from folder in folders
               from ending in Endings()
               select Path.Combine(folder, word + ending);
    }

    private static string[] Endings() =>
        OperatingSystem.IsWindows() ? ["", .. (Environment.GetEnvironmentVariable("PATHEXT") ?? ".EXE").Split(';')] : [""];

    private static bool IsExecutable(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() ? Path.HasExtension(path) : Posix.MayExecute(path));

    private static string Quoted(string word) => word.Length == 0 || word.Any(char.IsWhiteSpace) ? $"'{word}'" : word;

    private static string Shown(string text)
    {
        var clean = TextFilter.Clean(text.ReplaceLineEndings(" "));
        return clean.Length <= MaxShown
            ? clean
            : clean.EnumerateRunes().Take(MaxShown).Aggregate(new StringBuilder(), (shown, rune) => shown.Append(rune.ToString())).Append('…').ToString();
    }
}
