using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Support.Terminal;

/// <summary>
/// A real terminal with a shell: a tmux server of the test's own, in control mode. It reads commands as lines and reports
/// output to the screen, so tests wait for changes and not for time. Answers are between <c>%begin</c> and <c>%end</c>.
/// In expected rows, <c>HH:mm</c> at the start matches any time of day.
/// </summary>
internal sealed class TmuxScreen : IAsyncDisposable
{
    /// <summary>The prompt of the shell when it is ready for a command.</summary>
    public const string ShellPrompt = "shell:";

    private const string AnyTime = "HH:mm";

    private readonly ToolProcess _tmux;
    private readonly Task _reading;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly StringBuilder _written = new();

    /// <summary>The folder of the server's socket, which tmux would leave there.</summary>
    private readonly DirectoryInfo _folder;

    private TmuxScreen(ToolProcess tmux, DirectoryInfo folder)
    {
        _tmux = tmux;
        _folder = folder;
        _reading = ReadAsync();
    }

    /// <summary>The raw output to the terminal that was read so far.</summary>
    public string Written => Regex.Replace($"{_written}", @"\\([0-7]{3})", match => $"{(char)Convert.ToInt32(match.Groups[1].Value, 8)}");

    /// <summary>Opens a screen with a shell that finds <c>chatroom</c> and has the port of the server in its environment.</summary>
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

    /// <summary>Presses keys by their names in tmux.</summary>
    public async Task Presses(string key) => await Command($"send-keys {key}");

    /// <summary>Pastes a text, with marks if the program has asked for them.</summary>
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

    /// <summary>The terminal accepts no more output, as after Ctrl-S, in every mode.</summary>
    public Task Stops() => Flow("TCOOFF");

    /// <summary>The terminal accepts output again.</summary>
    public Task Continues() => Flow("TCOON");

    /// <summary>Waits for this row.</summary>
    public Task Shows(string row) => Until($"the row \"{row}\"", rows => Array.Exists(rows, shown => Fits(shown, row)));

    /// <summary>Waits for a row that matches; returns its first group.</summary>
    public async Task<string> ShowsLike(string pattern)
    {
        var shown = new Regex(pattern);
        var rows = await Until($"a row like {pattern}", rows => Array.Exists(rows, shown.IsMatch));
        return shown.Match(Array.Find(rows, shown.IsMatch)!).Groups[1].Value;
    }

    /// <summary>Waits until these are the last rows that are not empty.</summary>
    public Task EndsWith(params string[] last) =>
        Until($"these rows at the end: {string.Join(" / ", last)}", rows => EndWith(rows, last));

    /// <summary>The same, with the cursor in this column, this many rows above the last one.</summary>
    public async Task EndsWithCaret(int column, int rowsBelow, params string[] last) => await Until(
        $"these rows at the end, and the cursor in column {column}, {rowsBelow} above the last: {string.Join(" / ", last)}",
        async rows => EndWith(rows, last) && (await Command("display-message -p '#{cursor_x} #{cursor_y}'"))[0] == $"{column} {rows.Length - 1 - rowsBelow}");

    /// <summary>Waits until this row is the only one on the screen.</summary>
    public Task IsJust(string row) => Until($"nothing but {row}", rows => rows[^1] == row && Array.TrueForAll(rows[..^1], above => above.Length == 0));

    /// <summary>Waits until the bell has rung this many times.</summary>
    public Task HasRung(int times) => Until($"bell {times}", _ => Written.Count(character => character == '\a') >= times);

    /// <summary>All lines on the screen and in the scrollback; a wrapped line is one.</summary>
    public async Task<IReadOnlyList<string>> Scrollback() => await Command("capture-pane -p -J -S -");

    /// <summary>Waits until the last rows that are not empty match these patterns.</summary>
    public Task EndsLike(params string[] last) => Until(
        $"rows like these at the end: {string.Join(" / ", last)}",
        rows => rows.Length >= last.Length && rows.TakeLast(last.Length).Zip(last).All(pair => Regex.IsMatch(pair.First, $"^{pair.Second}$")));

    /// <summary>The program has exited with this code, and the shell is ready.</summary>
    public async Task ShowsExit(int code)
    {
        await EndsWith(ShellPrompt);
        await Enters("echo \"exit $?\"");
        await EndsWith($"exit {code}", ShellPrompt);
    }

    /// <summary>The terminal's mode is the one from the start of the shell: it echoes keys and edits lines.</summary>
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

    /// <summary>Always reads: tmux stops the output to the screen if its reports are not read.</summary>
    private async Task ReadAsync()
    {
        while (await _tmux.NextLineOrEnd() is { } line)
        {
            _lines.Writer.TryWrite(line);
        }

        _lines.Writer.Complete();
    }

    /// <summary>Looks at the screen after each change, until it is as expected.</summary>
    private Task<string[]> Until(string wanted, Predicate<string[]> fits) => Until(wanted, rows => Task.FromResult(fits(rows)));

    private async Task<string[]> Until(string wanted, Func<string[], Task<bool>> fits)
    {
        string[] rows = [];

        // A screen that always changes must not keep the test forever.
        using var timeout = new CancellationTokenSource(TestTimeout.Limit);
        try
        {
            while (true)
            {
                timeout.Token.ThrowIfCancellationRequested();
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

    /// <summary>The lines between the next begin and its end. Reports of changes before it are older than this look.</summary>
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

    private static bool EndWith(string[] rows, string[] last) =>
        rows.Length >= last.Length && rows.TakeLast(last.Length).Zip(last).All(pair => Fits(pair.First, pair.Second));

    private static bool Fits(string shown, string wanted) => shown == wanted
        || (wanted.StartsWith(AnyTime, StringComparison.Ordinal) && shown.Length >= AnyTime.Length && shown[AnyTime.Length..] == wanted[AnyTime.Length..]
            && TimeOnly.TryParseExact(shown[..AnyTime.Length], AnyTime, CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
}
