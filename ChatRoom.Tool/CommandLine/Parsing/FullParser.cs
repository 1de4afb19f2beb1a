using ChatRoom.CommandLine.Output;
using ChatRoom.CommandLine.Paths;
using McMaster.Extensions.CommandLineUtils;

namespace ChatRoom.CommandLine.Parsing;

/// <summary>
/// The parser for all that <see cref="PlainArguments"/> does not read: other spellings, files of arguments, help, mistakes. Code that
/// starts a verb must not name its types, because that alone would load the parser's package.
/// </summary>
internal static class FullParser
{
    /// <summary>Runs a verb.</summary>
    /// <param name="verb">The verb to run.</param>
    /// <param name="arguments">The arguments after the verb.</param>
    public static int Run(Verb verb, string[] arguments) => Run(console => Build(verb, console), arguments);

    /// <summary>Runs arguments that do not begin with a verb.</summary>
    /// <param name="verbs">All verbs.</param>
    /// <param name="arguments">All arguments.</param>
    public static int Run(IReadOnlyList<Verb> verbs, string[] arguments) => Run(console => BuildOverview(verbs, console), arguments);

    private static int Run(Func<IConsole, CommandLineApplication> build, string[] arguments)
    {
        if (FindObstacle() is { } obstacle)
        {
            return Fail.With(ExitCode.Failure, obstacle);
        }

        using var printed = new StringWriter();
        using var command = build(new PlainConsole(printed));
        try
        {
            if (!ArgumentFile.TryExpand(command, arguments, out var expanded, out var whyNot))
            {
                return Fail.With(ExitCode.Usage, whyNot);
            }

            var exitCode = command.Execute(expanded);
            return ShowHelp(printed.ToString(), exitCode);
        }
        catch (CommandParsingException mistake)
        {
            return Fail.With(ExitCode.Usage, Explain(mistake));
        }
    }

    /// <summary>Fills in the given values, files of arguments included, and runs nothing. False, with a sentence, if that is not possible.</summary>
    public static bool TryFillIn(Verb verb, CommandDefinition definition, string[] arguments, out string whyNot)
    {
        if (FindObstacle() is { } obstacle)
        {
            whyNot = obstacle;
            return false;
        }

        using var printed = new StringWriter();
        using var command = Build(verb, definition, new PlainConsole(printed));
        command.OnExecute(() =>
        {
            FillIn(definition, command);
            return ExitCode.Done;
        });
        try
        {
            if (!ArgumentFile.TryExpand(command, arguments, out var expanded, out whyNot))
            {
                return false;
            }

            command.Execute(expanded);
            whyNot = definition.FindEmpty() ?? "";
            return whyNot.Length == 0;
        }
        catch (CommandParsingException mistake)
        {
            whyNot = Explain(mistake);
            return false;
        }
    }

    /// <summary>A parser for one verb, without the others.</summary>
    public static CommandLineApplication Build(Verb verb, IConsole console) => Build(verb, verb.Define(), console);

    /// <summary>The same for an existing definition, which is filled in when the parser executes.</summary>
    public static CommandLineApplication Build(Verb verb, CommandDefinition definition, IConsole console)
    {
        var command = new CommandLineApplication(console)
        {
            Name = $"chatroom {verb.Name}",
            Description = verb.Description,
            ExtendedHelpText = definition.ExtendedHelpText,
            AllowArgumentSeparator = definition.AllowArgumentSeparator,
            HelpTextGenerator = new HelpText(),
        };
        foreach (var defined in definition.Options)
        {
            var type = defined.ValueName is null ? CommandOptionType.NoValue
                : defined.IsRepeatable ? CommandOptionType.MultipleValue
                : CommandOptionType.SingleValue;
            var option = command.Option($"--{defined.LongName}", defined.Description, type);
            (option.ShortName, option.ValueName) = (defined.ShortName, defined.ValueName);
        }

        foreach (var defined in definition.Arguments)
        {
            command.Argument(defined.Name, defined.Description, defined.MultipleValues);
        }

        command.HelpOption("-h|--help").Description = HelpText.HelpDescription;
        command.OnExecute(() =>
        {
            FillIn(definition, command);
            return definition.Run();
        });
        return command;
    }

    /// <summary>Copies the given values from the parser.</summary>
    public static void FillIn(CommandDefinition definition, CommandLineApplication command)
    {
        // The parser's own option for help comes after the defined options.
        foreach (var (defined, option) in definition.Options.Zip(command.Options))
        {
            if (option.OptionType == CommandOptionType.NoValue && option.HasValue())
            {
                defined.Give(null);
                continue;
            }

            foreach (var value in option.Values)
            {
                defined.Give(value);
            }
        }

        foreach (var (defined, argument) in definition.Arguments.Zip(command.Arguments))
        {
            defined.Values.AddRange(argument.Values!);
        }

        definition.RemainingArguments.AddRange(command.RemainingArguments);
    }

    /// <summary>The command without a verb: it shows help or the version, or suggests a verb for a misspelled one.</summary>
    private static CommandLineApplication BuildOverview(IReadOnlyList<Verb> verbs, IConsole console)
    {
        var root = new CommandLineApplication(console)
        {
            Name = "chatroom",
            Description = "A whole TCP chat room in one tool: host it, join it, pipe into it and out of it.",
            ExtendedHelpText = "'chatroom COMMAND --help' shows the options of a command.",
            HelpTextGenerator = new HelpText(),
        };
        root.VersionOption("--version", ToolVersion.Text).Description = "Show the version.";
        root.HelpOption("-h|--help").Description = HelpText.HelpDescription;
        foreach (var verb in verbs)
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

    /// <summary>Prints help on standard output if it was requested, otherwise on standard error. Returns the exit code.</summary>
    private static int ShowHelp(string text, int exitCode)
    {
        if (text.Length == 0)
        {
            return exitCode;
        }

        if (exitCode == ExitCode.Done)
        {
            return Print.With(exitCode, text);
        }

        using var error = StandardStreams.Text(StandardStreams.OpenError());
        error.Write(text);
        return exitCode;
    }

    /// <summary>The reason why no parser can be made now, as a sentence; null: it can. A new parser asks for the current directory.</summary>
    private static string? FindObstacle() =>
        NamedPath.IsCurrentDirectoryThere ? null : "the current directory was removed; change to another one";

    private static string Explain(CommandParsingException mistake) => $"{mistake.Message.TrimEnd('.')}; {WhatToDo(mistake)}";

    private static string WhatToDo(CommandParsingException mistake) =>
        mistake is UnrecognizedCommandParsingException unknown && unknown.NearestMatches.FirstOrDefault() is { } near
            ? $"did you mean '{(mistake.Command.Options.Exists(option => option.LongName == near) ? "--" : "")}{near}'?"
            : $"'{mistake.Command.Name} --help' shows its options";
}
