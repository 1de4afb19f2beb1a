using System.Globalization;

namespace ChatRoom.Client.Jobs.Processes;

/// <summary>How a command ended.</summary>
/// <param name="Description">The words that follow the command's name, such as <c>failed with exit code 1</c>.</param>
internal sealed record JobEnd(string Description, bool IsOk = false)
{
    private const int AfterSignal = 128;

    public static JobEnd NotStarted(string reason) => new(reason);

    public static JobEnd TooLong(TimeSpan limit) => new($"was ended because it ran longer than {Text(limit)}");

    /// <summary>A shell also returns 128 plus the signal that ended its command, so both cases have the same description.</summary>
    public static JobEnd Of(int exitCode) => exitCode switch
    {
        0 => new JobEnd("ok", IsOk: true),
        > AfterSignal when SignalName(exitCode - AfterSignal) is { } name => new JobEnd($"was ended by {name}"),
        _ => new JobEnd($"failed with exit code {exitCode}"),
    };

    /// <summary><c>85 ms</c>, <c>12.3 s</c>, <c>4 min 5 s</c>, <c>2 h 0 min</c>.</summary>
    public static string Text(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => $"{(int)time.TotalMilliseconds} ms",
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalSeconds * 10) / 10:0.#} s"),
        { TotalHours: < 1 } => $"{time.Minutes} min {time.Seconds} s",
        _ => $"{(int)time.TotalHours} h {time.Minutes} min",
    };

    /// <summary>The name of a signal that has the same number on every Unix; null for others.</summary>
    private static string? SignalName(int signal) => OperatingSystem.IsWindows() ? null : signal switch
    {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        6 => "SIGABRT",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        14 => "SIGALRM",
        15 => "SIGTERM",
        _ => null,
    };
}
