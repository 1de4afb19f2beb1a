using McMaster.Extensions.CommandLineUtils;

namespace ChatRoom.CommandLine.Parsing;

/// <summary>
/// The parser's console. It is never a terminal, because the parser would show help in a pager there. Its text is collected,
/// because the parser adds a hint of its own to each mistake.
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
        // Nothing to do: no colour is ever shown.
    }
}
