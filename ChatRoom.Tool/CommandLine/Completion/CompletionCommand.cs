using ChatRoom.CommandLine.Output;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.Protocol.Text;

namespace ChatRoom.CommandLine.Completion;

/// <summary><c>chatroom completion</c>: prints a script with which a shell completes chatroom's arguments.</summary>
internal sealed class CompletionCommand
{
    private static readonly (string Shell, Func<IReadOnlyList<CompletedVerb>, string> Write)[] Scripts =
    [
        ("bash", BashScript.Of),
        ("zsh", ZshScript.Of),
        ("fish", FishScript.Of),
        ("pwsh", PowerShellScript.Of),
    ];

    private readonly DefinedArgument _shell;
    private readonly Func<IReadOnlyList<Verb>> _verbs;

    private CompletionCommand(CommandDefinition command, Func<IReadOnlyList<Verb>> verbs)
    {
        _verbs = verbs;
        _shell = command.Argument(string.Join('|', Scripts.Select(script => script.Shell)), "The shell that reads the script.");
        command.OnExecute(Run);
    }

    /// <param name="command">The verb that the argument is added to.</param>
    /// <param name="verbs">All verbs, this one included.</param>
    public static void Configure(CommandDefinition command, Func<IReadOnlyList<Verb>> verbs) => _ = new CompletionCommand(command, verbs);

    private int Run()
    {
        if (Array.Find(Scripts, script => script.Shell == _shell.Value).Write is not { } write)
        {
            var mistake = _shell.Value is { } given ? $"'{TextFilter.Clean(given)}' is not a supported shell" : "a shell's name is missing";
            return Fail.With(ExitCode.Usage, $"{mistake}; give {_shell.Name.Replace("|", ", ", StringComparison.Ordinal)}");
        }

        using var nowhere = new StringWriter();
        return Print.With(ExitCode.Done, write([.. _verbs().Select(verb => CompletedVerb.Of(verb, new PlainConsole(nowhere)))]));
    }
}
