using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Terminal;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Verbs;

/// <summary>The scripts of <c>chatroom completion</c> in their shells.</summary>
internal sealed class CompletionTests
{
    [TestCase("bash")]
    [TestCase("zsh")]
    [TestCase("fish")]
    public async Task The_shell_understands_the_script(string shell)
    {
        Requires.Program(shell);
        await using var process = ToolProcess.StartOther(shell, "-c", $"'{ToolProcess.ToolPath}' completion {shell} | {shell} -n");

        Assert.That(await process.Errors, Is.Empty);
        Assert.That(await process.Exits(), Is.Zero);
    }

    [TestCase("chatroom be", "bench")]
    [TestCase("chatroom --v", "--version")]
    [TestCase("chatroom client --na", "--name")]
    [TestCase("chatroom client --host 127.0.0.1 --po", "--port")]
    [TestCase("chatroom bench --dialect ", "line typed")]
    [TestCase("chatroom bench --dialect t", "typed")]
    [TestCase("chatroom bench --dialect = t", "typed")]
    [TestCase("chatroom client --host ", "")]
    [TestCase("chatroom client -n ", "")]
    [TestCase("chatroom client -- ", "")]
    [TestCase("chatroom completion ", "bash zsh fish pwsh -h --help")]
    [TestCase("chatroom cluster s", "status")]
    [TestCase("chatroom nonsense ", "")]
    public async Task Bash_completes_typed_words(string typed, string offered)
    {
        Requires.Program("bash");
        await using var bash = ToolProcess.StartOther(
            "bash",
            "-c",
            """
            eval "$("$0" completion bash)"
            IFS=' ' read -ra COMP_WORDS <<<"$1"
            [[ $1 != *' ' ]] || COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _chatroom
            echo "${COMPREPLY[*]}"
            """,
            ToolProcess.ToolPath,
            typed);

        await bash.Prints(offered);
        Assert.That(await bash.Errors, Is.Empty);
    }

    [TestCase("chatroom be", "bench")]
    [TestCase("chatroom --v", "--version")]
    [TestCase("chatroom client --na", "--name")]
    [TestCase("chatroom bench --dialect ", "line", "typed")]
    [TestCase("chatroom bench --dialect=t", "--dialect=typed")]
    [TestCase("chatroom client --host ")]
    [TestCase("chatroom completion f", "fish")]
    public async Task Fish_completes_typed_words(string typed, params string[] offered)
    {
        Requires.Program("fish");
        await using var fish = ToolProcess.StartOther(
            "fish", "--no-config", "-c", "$argv[1] completion fish | source; complete -C $argv[2]", ToolProcess.ToolPath, typed);

        // Each line has a tab and a description after the completion.
        var lines = (await fish.PrintsToTheEnd()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines.Select(line => line.Split('\t')[0]), Is.EqualTo(offered));
        Assert.That(await fish.Errors, Is.Empty);
    }

    [Test]
    public async Task PowerShell_completes_commands_options_and_values()
    {
        Requires.Program("pwsh");
        await using var shell = ToolProcess.StartOther(
            "pwsh",
            "-NoProfile",
            "-Command",
            $$"""
            & '{{ToolProcess.ToolPath}}' completion pwsh | Out-String | Invoke-Expression
            foreach ($typed in 'chatroom be', 'chatroom --v', 'chatroom client --na', 'chatroom bench --dialect ', 'chatroom completion f') {
                (TabExpansion2 -inputScript $typed -cursorColumn $typed.Length).CompletionMatches.CompletionText
            }
            """);

        await shell.Prints("bench", "--version", "--name", "line", "typed", "fish");
        Assert.That(await shell.PrintsToTheEnd(), Is.Empty);
    }

    [Test]
    public async Task Zsh_completes_typed_words()
    {
        Requires.Program("zsh");
        await using var screen = await TmuxScreen.OpenAsync(port: 1);
        await screen.Enters("exec zsh -f");
        await screen.Enters("PS1='zsh: '; autoload -U compinit; compinit -u -D; source <(chatroom completion zsh); clear");
        await screen.EndsWith("zsh:");

        await Completes("be", "nch");
        await Completes("bench --dia", "lect=");
        await Completes("bench --dialect t", "yped");
        await Completes("client --na", "me=");
        await Completes("completion f", "ish");

        async Task Completes(string typed, string rest)
        {
            await screen.Types($"chatroom {typed}");
            await screen.Presses("Tab");
            await screen.EndsWith($"zsh: chatroom {typed}{rest}");
            await screen.Presses("C-u");
            await screen.EndsWith("zsh:");
        }
    }
}
