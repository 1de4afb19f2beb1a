using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Support.Terminal;

/// <summary>
/// A real terminal with a shell in it: a tmux server of the test's own, in control mode. It takes commands
/// as lines and says when something was written on the screen, so that the next look waits for a fact
/// and not for time. Commands are answered between <c>%begin</c> and <c>%end</c>. In rows that are waited for,
/// <c>HH:mm</c> at the beginning stands for any time of day.
/// </summary>
internal sealed class TmuxScreen : IAsyncDisposable
{
    /// <summary>What the shell shows when it is ready for a command.</summary>
    public const string ShellPrompt = "shell:";

    private const string AnyTime = "HH:mm";

    private readonly ToolProcess _tmux;
    private readonly Task _reading;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly StringBuilder _written = new();

    /// <summary>Holds the server's socket, which tmux would leave behind.</summary>
    private readonly DirectoryInfo _folder;

    private TmuxScreen(ToolProcess tmux, DirectoryInfo folder)
    {
        _tmux = tmux;
        _folder = folder;
        _reading = ReadAsync();
    }

    /// <summary>What was written to the terminal, as it is, as far as somebody has looked.</summary>
    public string Written => Regex.Replace($"{_written}", @"\\([0-7]{3})", match => $"{(char)Convert.ToInt32(match.Groups[1].Value, 8)}");

    /// <summary>Opens a screen whose shell knows <c>chatroom</c> and the port of the server that it is to join.</summary>
    public static async Task<TmuxScreen> OpenAsync(int port, int columns = 100, int rows = 24)
    {
        Requires.Program("tmux");
        var folder = Directory.CreateTempSubdirectory("chatroom-");
        var tmux = ToolProcess.StartOther(
            "tmux", "-S", Path.Combine(folder.FullName, "tmux"), "-f", "/dev/null", "-u", "-C",
            "new-session", "-x", $"{columns}", "-y", $"{rows}",
            "-e", $"TOOL={Path.GetDirectoryName(ToolProcess.ToolPath)}", "-e", $"CHATROOM_PORT={port}", "-e", "LC_ALL=C.UTF-8",
            $"PATH=$TOOL:$PATH AS_BEFORE=$(stty -g) PS1='{ShellPrompt} ' exec sh", ";", "set-option", "-g", "destroy-unattached", "on");
        var screen = new TmuxScreen(tmux, folder);
        await screen.NextAnswer();
        await screen.NextAnswer();
        await screen.EndsWith(ShellPrompt);
        return screen;
    }

    /// <summary>Presses the keys of a text, one after the other.</summary>
    public async Task Types(string text) => await Command($"send-keys -l -- '{text.Replace("'", "'\\''", StringComparison.Ordinal)}'");

    /// <summary>Presses one key, by the name that tmux has for it.</summary>
    public async Task Presses(string key) => await Command($"send-keys {key}");

    /// <summary>Pastes a text, between marks where the program has asked for them.</summary>
    public async Task Pastes(string text)
    {
        var quoted = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("$", "\\$", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        await Command($"set-buffer -- \"{quoted}\"");
        await Command("paste-buffer -p");
    }

    /// <summary>Gives the screen another size.</summary>
    public async Task Resizes(int columns, int rows) => await Command($"resize-window -x {columns} -y {rows}");

    /// <summary>Types a line and presses Enter.</summary>
    public async Task Enters(string line)
    {
        await Types(line);
        await Presses("Enter");
    }

    /// <summary>The terminal takes nothing more from the program, as after Ctrl-S, whatever mode the program has set.</summary>
    public Task Stops() => Flow("TCOOFF");

    /// <summary>It takes again what is written to it.</summary>
    public Task Continues() => Flow("TCOON");

    /// <summary>Waits until a row is this.</summary>
    public Task Shows(string row) => Until($"the row \"{row}\"", rows => Array.Exists(rows, shown => Fits(shown, row)));

    /// <summary>Waits until a row is like this; returns its first group.</summary>
    public async Task<string> ShowsLike(string pattern)
    {
        var shown = new Regex(pattern);
        var rows = await Until($"a row like {pattern}", rows => Array.Exists(rows, shown.IsMatch));
        return shown.Match(Array.Find(rows, shown.IsMatch)!).Groups[1].Value;
    }

    /// <summary>Waits until the last rows that are not empty are these.</summary>
    public Task EndsWith(params string[] last) =>
        Until($"these rows at the end: {string.Join(" / ", last)}", rows => EndsSo(rows, last));

    /// <summary>Waits until the last rows that are not empty are these, and the cursor is in such a column of the last but so many.</summary>
    public async Task EndsWithCaret(int column, int rowsBelow, params string[] last) => await Until(
        $"these rows at the end, and the cursor in column {column}, {rowsBelow} above the last: {string.Join(" / ", last)}",
        async rows => EndsSo(rows, last) && (await Command("display-message -p '#{cursor_x} #{cursor_y}'"))[0] == $"{column} {rows.Length - 1 - rowsBelow}");

    /// <summary>Waits until nothing but this row is on the screen.</summary>
    public Task IsJust(string row) => Until($"nothing but {row}", rows => rows[^1] == row && Array.TrueForAll(rows[..^1], above => above.Length == 0));

    /// <summary>Waits until the bell has rung so often.</summary>
    public Task HasRung(int times) => Until($"bell {times}", _ => Written.Count(character => character == '\a') >= times);

    /// <summary>All lines, those included that have left the screen, where a line that was wrapped is one.</summary>
    public async Task<IReadOnlyList<string>> Scrollback() => await Command("capture-pane -p -J -S -");

    /// <summary>Waits until the last rows that are not empty are like these.</summary>
    public Task EndsLike(params string[] last) => Until(
        $"rows like these at the end: {string.Join(" / ", last)}",
        rows => rows.Length >= last.Length && rows.TakeLast(last.Length).Zip(last).All(pair => Regex.IsMatch(pair.First, $"^{pair.Second}$")));

    /// <summary>The program has ended with this exit code, and the shell is back.</summary>
    public async Task ShowsExit(int code)
    {
        await EndsWith(ShellPrompt);
        await Enters("echo \"exit $?\"");
        await EndsWith($"exit {code}", ShellPrompt);
    }

    /// <summary>The terminal works as it did when the shell started: what is typed is shown, and a line is edited.</summary>
    public async Task IsAsBefore()
    {
        await Enters("""[ "$(stty -g)" = "$AS_BEFORE" ] && echo same; stty -a | grep -ow -e "-*icanon" -e "-*echo" """);
        await EndsWith("same", "icanon", "echo", ShellPrompt);
    }

    public async ValueTask DisposeAsync()
    {
        await _tmux.Reads("kill-server");
        await _tmux.Exits();
        await _reading;
        await _tmux.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>Reads whether anybody looks or not: where nobody reads what it says, tmux stops what is written to the screen.</summary>
    private async Task ReadAsync()
    {
        while (await _tmux.NextLineOrEnd() is { } line)
        {
            _lines.Writer.TryWrite(line);
        }

        _lines.Writer.Complete();
    }

    /// <summary>Looks at the screen each time that it changes, until it is as wanted.</summary>
    private Task<string[]> Until(string wanted, Predicate<string[]> fits) => Until(wanted, rows => Task.FromResult(fits(rows)));

    private async Task<string[]> Until(string wanted, Func<string[], Task<bool>> fits)
    {
        string[] rows = [];

        // A screen that never stands still must not keep the test for ever.
        using var patience = new CancellationTokenSource(TestTimeout.Limit);
        try
        {
            while (true)
            {
                patience.Token.ThrowIfCancellationRequested();
                var all = await Command("capture-pane -p");
                rows = [.. all.Take(all.FindLastIndex(row => row.Length > 0) + 1)];
                if (await fits(rows))
                {
                    return rows;
                }

                await NextChange();
            }
        }
        catch (OperationCanceledException)
        {
            throw new AssertionException($"the screen did not show {wanted}; it shows:\n{string.Join('\n', rows)}");
        }
    }

    private async Task Flow(string action)
    {
        Requires.Program("python3");
        var terminal = (await Command("display-message -p '#{pane_tty}'"))[0];
        await using var python = ToolProcess.StartOther(
            "python3", "-c", $"import os, sys, termios; termios.tcflow(os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY), termios.{action})", terminal);
        Assert.That(await python.Exits(), Is.Zero);
    }

    private async Task<List<string>> Command(string command)
    {
        await _tmux.Reads(command);
        return await NextAnswer();
    }

    /// <summary>What stands between the next begin and its end; reports of changes before it are for an older look.</summary>
    private async Task<List<string>> NextAnswer()
    {
        while (!(await NextLine()).StartsWith("%begin ", StringComparison.Ordinal))
        {
        }

        var answer = new List<string>();
        while (true)
        {
            var line = await NextLine();
            Assert.That(line, Does.Not.StartWith("%error "), string.Join('\n', answer));
            if (line.StartsWith("%end ", StringComparison.Ordinal))
            {
                return answer;
            }

            answer.Add(line);
        }
    }

    private async Task NextChange()
    {
        while (!(await NextLine()).StartsWith("%output ", StringComparison.Ordinal))
        {
        }
    }

    private async Task<string> NextLine()
    {
        using var patience = new CancellationTokenSource(TestTimeout.Limit);
        var line = await _lines.Reader.ReadAsync(patience.Token);
        if (line.StartsWith("%output ", StringComparison.Ordinal))
        {
            // "%output PANE WHAT"
            _written.Append(line.AsSpan(line.IndexOf(' ', "%output ".Length) + 1));
        }

        return line;
    }

    private static bool EndsSo(string[] rows, string[] last) =>
        rows.Length >= last.Length && rows.TakeLast(last.Length).Zip(last).All(pair => Fits(pair.First, pair.Second));

    private static bool Fits(string shown, string wanted) => shown == wanted
        || (wanted.StartsWith(AnyTime, StringComparison.Ordinal) && shown.Length >= AnyTime.Length && shown[AnyTime.Length..] == wanted[AnyTime.Length..]
            && TimeOnly.TryParseExact(shown[..AnyTime.Length], AnyTime, CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
}
