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
        var console = new PlainConsole(printed);
        var verb = arguments.Length > 0 ? Verbs.Find(arguments[0]) : null;
        using var command = verb?.Build(console) ?? BuildOverview(console);
        try
        {
            if (!ArgumentFile.TryExpand(command, verb is null ? arguments : arguments[1..], out var expanded, out var whyNot))
            {
                return Fail.With(ExitCode.Usage, whyNot);
            }

            var exitCode = command.Execute(expanded);
            Print(printed.ToString(), exitCode);
            return exitCode;
        }
        catch (CommandParsingException mistake)
        {
            return Fail.With(ExitCode.Usage, $"{mistake.Message.TrimEnd('.')}; {WhatToDo(mistake)}");
        }
    }

    /// <summary>What is asked where no verb is: help, the version, or the verb that was meant.</summary>
    private static CommandLineApplication BuildOverview(IConsole console)
    {
        var root = new CommandLineApplication(console)
        {
            Name = "chatroom",
            Description = "A whole TCP chat room in one tool: host it, join it, pipe into it and out of it.",
            ExtendedHelpText = "'chatroom COMMAND --help' shows the options of a command.",
            HelpTextGenerator = new HelpText(),
        };
        root.VersionOption("--version", Version).Description = "Show the version.";
        root.HelpOption("-h|--help").Description = HelpText.OfHelp;
        foreach (var verb in Verbs.All)
        {
            root.Command(verb.Name, command => command.Description = verb.Description);
        }

        root.OnExecute(() =>
        {
            root.ShowHelp();
            return ExitCode.Usage;
        });
        return root;
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

    private static string WhatToDo(CommandParsingException mistake) =>
        mistake is UnrecognizedCommandParsingException unknown && unknown.NearestMatches.FirstOrDefault() is { } near
            ? $"did you mean '{(mistake.Command.Options.Exists(option => option.LongName == near) ? "--" : "")}{near}'?"
            : $"'{mistake.Command.Name} --help' lists what there is";
}
