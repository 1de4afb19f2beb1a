using ChatRoom.CommandLine.Definition;
using ChatRoom.Protocol;

namespace ChatRoom.CommandLine.Completion;

/// <summary><c>chatroom completion</c>: prints the script that makes a shell complete the words behind chatroom.</summary>
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

    private CompletionCommand(CommandDefinition command)
    {
        _shell = command.Argument(string.Join('|', Scripts.Select(script => script.Shell)), "The shell that reads the script.");
        command.OnExecute(Run);
    }

    public static void Configure(CommandDefinition command) => _ = new CompletionCommand(command);

    private int Run()
    {
        if (Array.Find(Scripts, script => script.Shell == _shell.Value).Write is not { } write)
        {
            var whatIsWrong = _shell.Value is { } given ? $"'{TextFilter.Clean(given)}' is not a shell that is known" : "a shell's name is missing";
            return Fail.With(ExitCode.Usage, $"{whatIsWrong}; give {_shell.Name.Replace("|", ", ", StringComparison.Ordinal)}");
        }

        using var nowhere = new StringWriter();
        return Print.With(ExitCode.Done, write([.. Verbs.All.Select(verb => CompletedVerb.Of(verb, new PlainConsole(nowhere)))]));
    }
}
