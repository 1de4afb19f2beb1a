using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace ChatRoom.Tests.Support;

/// <summary>A program that a test owns: fed, heard and ended by it. Most often the tool itself, as it was built.</summary>
internal sealed class ToolProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private ToolProcess(string program, IEnumerable<string> arguments)
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
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    public static string ToolPath { get; } =
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "chatroom.exe" : "chatroom");

    public int Id => _process.Id;

    public TextWriter Input => _process.StandardInput;

    /// <summary>All of standard error; completes when the process closes it.</summary>
    public Task<string> Errors => _errors.WaitAsync(Patience.Limit);

    public static ToolProcess Start(params string[] arguments) => new(ToolPath, arguments);

    public static ToolProcess StartOther(string program, params string[] arguments) => new(program, arguments);

    /// <summary>Starts <c>chatroom server</c> on a free port; returns it and the port that it printed.</summary>
    public static async Task<(ToolProcess Server, int Port)> StartServerAsync(params string[] arguments)
    {
        var server = Start(["server", "--port", "0", .. arguments]);
        var first = await server.NextLine();
        await server.NextLine();
        return (server, int.Parse(Regex.Match(first, @":(\d+); join").Groups[1].Value));
    }

    public async Task<string> NextLine()
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        var line = await _process.StandardOutput.ReadLineAsync(patience.Token);
        Assert.That(line, Is.Not.Null, "standard output ended");
        return line!;
    }

    /// <summary>The next lines of standard output are these.</summary>
    public async Task Prints(params string[] lines)
    {
        foreach (var line in lines)
        {
            Assert.That(await NextLine(), Is.EqualTo(line));
        }
    }

    public async Task<string> PrintsToTheEnd()
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        return await _process.StandardOutput.ReadToEndAsync(patience.Token);
    }

    /// <summary>Waits for the end; returns the exit code.</summary>
    public async Task<int> Exits()
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <summary>Sends a signal by its name, as a shell would.</summary>
    public async Task IsSent(string signal)
    {
        await using var kill = StartOther("kill", $"-{signal}", $"{Id}");
        Assert.That(await kill.Exits(), Is.Zero);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
