using McMaster.Extensions.CommandLineUtils;

namespace ChatRoom.CommandLine.Parsing;

/// <summary>
/// The console as the argument parser sees it: never a terminal, because on one it would show help in a
/// pager and wait. What it prints is collected, because it prints a hint of its own beside each mistake.
/// </summary>
internal sealed class PlainConsole(TextWriter output) : IConsole
{
    public event ConsoleCancelEventHandler? CancelKeyPress
    {
        add => Console.CancelKeyPress += value;
        remove => Console.CancelKeyPress -= value;
    }

    public TextWriter Out => output;

    public TextWriter Error => output;

    public TextReader In => TextReader.Null;

    public bool IsInputRedirected => true;

    public bool IsOutputRedirected => true;

    public bool IsErrorRedirected => true;

    public ConsoleColor ForegroundColor { get; set; }

    public ConsoleColor BackgroundColor { get; set; }

    public void ResetColor()
    {
        // No colour was set.
    }
}
