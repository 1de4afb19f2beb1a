using System.Text;
using ChatRoom.Client.Options;
using ChatRoom.Native.Processes;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Client.Jobs.Processes;

/// <summary>A command that exists and may be run, found as a shell finds it. It runs without a shell.</summary>
internal sealed class CommandToRun
{
    /// <summary>The most characters of a command that are shown in a room.</summary>
    private const int MaxShown = 200;

    private readonly Launcher _launcher;
    private readonly IReadOnlyList<string> _words;

    private CommandToRun(Launcher launcher, IReadOnlyList<string> words)
    {
        _launcher = launcher;
        _words = words;
    }

    /// <summary>The program's name, as text for a room.</summary>
    public string Name => Shown(Path.GetFileName(_words[0]));

    /// <summary>All words, as text for a room.</summary>
    public string Text => Shown(string.Join(' ', _words.Select(Quoted)));

    /// <summary>Finds the program of the first word; or null, and why it cannot be run.</summary>
    /// <param name="words">The words of the command, which are the last of our own arguments.</param>
    public static (CommandToRun? Command, Failure? Failure) Find(IReadOnlyList<string> words)
    {
        var (launcher, exists) = OperatingSystem.IsLinux() ? SpawnLauncher.Find(RawArguments.Arguments(words)) : ProcessLauncher.Find(words);
        return launcher is not null ? (new CommandToRun(launcher, words), null)
            : (null, exists
                ? new Failure(Outcome.CommandNotExecutable, $"'{Shown(words[0])}' is not a program that may be run; check its permissions")
                : new Failure(Outcome.CommandNotFound, $"the command '{Shown(words[0])}' was not found; check its name and PATH"));
    }

    /// <summary>Starts the command; or null, and why not, in words that follow its name.</summary>
    /// <param name="piped">The streams to pipe.</param>
    /// <param name="variables">Environment variables instead of ours; a null value removes one.</param>
    public (ChildProcess? Child, Failure? Failure) Start(PipedStreams piped, IReadOnlyCollection<(string Name, string? Value)> variables)
    {
        var (child, failure) = _launcher.Start(piped, variables);
        return (child, failure is null ? null : failure with { Sentence = $"could not be started: {failure.Sentence}" });
    }

    private static string Quoted(string word) => word.Length == 0 || word.Any(char.IsWhiteSpace) ? $"'{word}'" : word;

    private static string Shown(string text)
    {
        var clean = TextFilter.Clean(text.ReplaceLineEndings(" "));
        return clean.Length <= MaxShown
            ? clean
            : clean.EnumerateRunes().Take(MaxShown).Aggregate(new StringBuilder(), (shown, rune) => shown.Append(rune.ToString())).Append('…').ToString();
    }
}
