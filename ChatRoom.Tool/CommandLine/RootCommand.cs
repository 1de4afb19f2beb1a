using System.Reflection;
using McMaster.Extensions.CommandLineUtils;

namespace ChatRoom.CommandLine;

/// <summary>The words after <c>chatroom</c>: finds the verb, hands it its options, returns the exit code.</summary>
internal static class RootCommand
{
    public static string Version { get; } =
        typeof(RootCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";

    public static int Run(string[] arguments)
    {
        // Building the parser takes a third of the time that the whole answer takes.
        if (arguments is ["--version"])
        {
            Print($"{Version}\n", ExitCode.Done);
            return ExitCode.Done;
        }

        using var printed = new StringWriter();
        using var root = new CommandLineApplication(new PlainConsole(printed))
        {
            Name = "chatroom",
            Description = "A whole TCP chat room in one tool: host it, join it, pipe into it and out of it.",
        };
        root.HelpOption("-h|--help", inherited: true);
        root.VersionOption("--version", Version);
        root.Command("server", ServerCommand.Configure);
        root.Command("client", ClientCommand.Configure);
        root.Command("bench", BenchCommand.Configure);
        root.OnExecute(() =>
        {
            root.ShowHelp();
            return ExitCode.Usage;
        });
        try
        {
            var exitCode = root.Execute(arguments);
            Print(printed.ToString(), exitCode);
            return exitCode;
        }
        catch (CommandParsingException mistake)
        {
            return Fail.With(ExitCode.Usage, $"{mistake.Message.TrimEnd('.')}; 'chatroom {HelpOf(mistake)}--help' lists what there is");
        }
    }

    /// <summary>Prints help where it was asked for, and beside the errors where it was not.</summary>
    private static void Print(string text, int exitCode)
    {
        if (text.Length > 0)
        {
            using var to = StandardStreams.Text(exitCode == ExitCode.Done ? StandardStreams.OpenOutput() : StandardStreams.OpenError());
            to.Write(text);
        }
    }

    private static string HelpOf(CommandParsingException mistake) =>
        mistake.Command.Parent is null ? "" : $"{mistake.Command.Name} ";
}
