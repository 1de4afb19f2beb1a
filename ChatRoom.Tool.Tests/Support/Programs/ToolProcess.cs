using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Support.Programs;

/// <summary>A process of a test, usually the tool as it was built. The test writes its input, reads its output and ends it.</summary>
internal sealed class ToolProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private ToolProcess(string program, IEnumerable<string> arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };

        // Variables that a developer has set for their own rooms must not change a test.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("CHATROOM_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    public static string ToolPath { get; } =
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "chatroom.exe" : "chatroom");

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public TextWriter Input => _process.StandardInput;

    /// <summary>All of standard error; completes when the process closes it.</summary>
    public Task<string> Errors => _errors.WaitAsync(TestTimeout.Limit);

    public static ToolProcess Start(params string[] arguments) => new(ToolPath, arguments);

    public static ToolProcess StartWith((string Name, string Value)[] variables, params string[] arguments) =>
        new(ToolPath, arguments, variables);

    /// <summary>Starts <c>chatroom client</c> under a name, for a server on this machine.</summary>
    public static ToolProcess StartClient(int port, string name, params string[] options) =>
        Start(["client", "--port", $"{port}", "--name", name, .. options]);

    public static ToolProcess StartOther(string program, params string[] arguments) => new(program, arguments);

    public static ToolProcess StartOtherWith((string Name, string Value)[] variables, string program, params string[] arguments) =>
        new(program, arguments, variables);

    /// <summary>Starts <c>chatroom server</c> on a free port; returns it and the port that it printed.</summary>
    public static Task<(ToolProcess Server, int Port)> StartServerAsync(params string[] arguments) =>
        ListensAsync(Start(["server", "--port", "0", .. arguments]));

    /// <summary>Waits for the first three lines of a server's output; returns it and the port. A server that does not print them is killed.</summary>
    public static async Task<(ToolProcess Server, int Port)> ListensAsync(ToolProcess server)
    {
        try
        {
            // If its standard error goes there as well, warnings may come before.
            string port;
            var lines = new List<string>();
            do
            {
                lines.Add(await server.NextLine());
                port = Regex.Match(lines[^1], @":(\d+); join").Groups[1].Value;
            }
            while (port.Length == 0 && lines.Count <= 2);
            Assert.That(port, Is.Not.Empty, string.Join('\n', lines));
            await server.NextLine();
            await server.NextLine();
            return (server, int.Parse(port));
        }
        catch
        {
            // The caller has no owner for it yet.
            server._process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Writes lines to its standard input.</summary>
    public async Task Reads(params string[] lines)
    {
        foreach (var line in lines)
        {
            await Input.WriteAsync(line + "\n");
        }

        await Input.FlushAsync();
    }

    /// <summary>Closes its standard input.</summary>
    public void EndsItsInput() => Input.Close();

    /// <summary>Closes the reading end of its standard output.</summary>
    public void LosesItsReader() => _process.StandardOutput.Close();

    public async Task<string> NextLine()
    {
        using var timeout = new CancellationTokenSource(TestTimeout.Limit);
        var line = await _process.StandardOutput.ReadLineAsync(timeout.Token);
        Assert.That(line, Is.Not.Null, "standard output ended");
        return line!;
    }

    /// <summary>The next line of standard output, without a time limit; null at its end.</summary>
    public Task<string?> NextLineOrEnd() => _process.StandardOutput.ReadLineAsync();

    /// <summary>The next lines of standard output are these.</summary>
    public async Task Prints(params string[] lines)
    {
        foreach (var line in lines)
        {
            Assert.That(await NextLine(), Is.EqualTo(line));
        }
    }

    /// <summary>The next line of standard output matches this pattern; returns its first group.</summary>
    public async Task<string> PrintsLike(string pattern)
    {
        var line = await NextLine();
        Assert.That(line, Does.Match(new Regex(pattern)));
        return Regex.Match(line, pattern).Groups[1].Value;
    }

    /// <param name="within">The time limit; null: <see cref="TestTimeout.Limit"/>.</param>
    public async Task<string> PrintsToTheEnd(TimeSpan? within = null)
    {
        using var timeout = new CancellationTokenSource(within ?? TestTimeout.Limit);
        return await _process.StandardOutput.ReadToEndAsync(timeout.Token);
    }

    /// <summary>
    /// Repeats an action until the process ends; returns the exit code. After we close our end of a pipe, a write may still succeed:
    /// a process that another test is starting inherits our open files for a moment.
    /// </summary>
    public async Task<int> ExitsDuring(Func<Task> act)
    {
        var exiting = Exits();
        while (!exiting.IsCompleted)
        {
            await act();
        }

        return await exiting;
    }

    /// <summary>Waits for the end of the process; returns the exit code.</summary>
    public async Task<int> Exits()
    {
        using var timeout = new CancellationTokenSource(TestTimeout.Limit);
        await _process.WaitForExitAsync(timeout.Token);
        return _process.ExitCode;
    }

    /// <summary>The process ends with this exit code and one sentence on standard error, and prints nothing else.</summary>
    public async Task FailsWith(int exitCode, string sentence)
    {
        Assert.That(await Errors, Is.EqualTo($"chatroom: {sentence}\n"));
        Assert.That(await PrintsToTheEnd(), Is.Empty);
        Assert.That(await Exits(), Is.EqualTo(exitCode));
    }

    /// <summary>Sends a signal by its name.</summary>
    public Task IsSent(string signal) => SendSignal(signal, Id);

    /// <summary>Sends a signal by its name to any process. It uses the shell's built-in kill, which every system has.</summary>
    public static async Task SendSignal(string signal, int processId)
    {
        await using var kill = StartOther("sh", "-c", $"kill -{signal} {processId}");
        Assert.That(await kill.Exits(), Is.Zero);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await Exits();
        _process.Dispose();
    }
}
